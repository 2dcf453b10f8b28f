import type { TokenFile } from '../../../lexer/token-file.ts';
import type { Spot } from '../../../text/spot.ts';
import type { Session } from '../../session/session.ts';
import type { Piece } from '../hover-piece.ts';

/** What there is to say about a word that is no variable and no macro of the interface: lines, the answer first. */
export interface NoteHover {
  readonly kind: 'note';
  readonly span: Spot;
  readonly lines: readonly (readonly Piece[])[];
  /** The record that it is about: "struct inpcbinfo". */
  readonly record?: string;
}

/** A word of a file that something may be said about. */
export interface Word {
  readonly session: Session;
  readonly path: string;
  readonly file: TokenFile;
  readonly token: number;
  readonly text: string;
  readonly span: Spot;
}

/** So many names or places stand in one line. */
const SHOWN = 6;

/** "a, b, c and 4 more", each a piece. */
export function listed(pieces: readonly Piece[], shown = SHOWN): readonly Piece[] {
  const first = pieces.slice(0, shown).flatMap((piece, i): Piece[] => (i === 0 ? [piece] : [', ', piece]));
  return pieces.length > shown ? [...first, ` and ${pieces.length - shown} more`] : first;
}
