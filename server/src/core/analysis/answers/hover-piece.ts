import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { Location } from './answer-terms.ts';

/** A piece of a line: plain words, code, something to notice, a link to a place. */
export type Piece =
  string | { readonly code: string } | { readonly strong: Piece } | { readonly link: Location; readonly text: string };

/** What an editor can do on request about the subject of a hover. */
export type HoverAction =
  | { readonly kind: 'region'; readonly variable: string; readonly set: InstanceSet }
  /** `record` as "struct inpcbinfo". */
  | { readonly kind: 'record'; readonly record: string }
  | { readonly kind: 'copy'; readonly choices: readonly CopyChoice[] };

/** A text for the clipboard, and what it is. */
export interface CopyChoice {
  readonly what: string;
  readonly text: string;
}

/** What a hover shows. */
export interface HoverText {
  /** The answer: three lines at most. */
  readonly lines: readonly (readonly Piece[])[];
  /** The rest, below a rule. */
  readonly more: readonly (readonly Piece[])[];
  /** Source text, as it is in the file. */
  readonly source: string | undefined;
  readonly actions: readonly HoverAction[];
}
