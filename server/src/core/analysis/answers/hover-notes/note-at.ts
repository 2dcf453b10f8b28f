import { identifierAt } from '../../../written/token-at.ts';
import type { Session } from '../../session/session.ts';
import { curvnetArgumentNote } from './curvnet-argument-note.ts';
import { functionNote } from './function-note.ts';
import { levelNote } from './level-note.ts';
import type { NoteHover, Word } from './note.ts';
import { recordNote, recordOf } from './record-note.ts';
import { statisticsNote } from './statistics-note.ts';
import { sysctlNote } from './sysctl-note.ts';

/** What says something about a word; undefined when it is not its business. */
type Note = (word: Word) => NoteHover['lines'] | undefined;

/** The first that has something to say does. */
const NOTES: readonly Note[] = [levelNote, sysctlNote, curvnetArgumentNote, functionNote, statisticsNote, recordNote];

export function noteAt(session: Session, path: string, offset: number): NoteHover | undefined {
  const file = session.tokens(path);
  const token = file === undefined ? -1 : identifierAt(file, offset);
  if (file === undefined || token < 0) return undefined;
  const span = { start: file.start[token] as number, end: file.end[token] as number };
  const word: Word = { session, path, file, token, text: file.spelling(token), span };
  for (const note of NOTES) {
    const lines = note(word);
    if (lines === undefined) continue;
    const record = note === recordNote ? recordOf(word) : undefined;
    return record === undefined ? { kind: 'note', span, lines } : { kind: 'note', span, lines, record };
  }
  return undefined;
}
