import { getOrMake } from '../../collections/get-or-make.ts';

/**
 * The lines of a makefile as bmake sees them (contrib/bmake/parse.c, ParseGetLine): continuations joined
 * by one blank, comments gone; a recipe line keeps its leading tab and its '#'.
 */
export interface MakeLine {
  readonly text: string;
  /** 1-based line where it begins. */
  readonly line: number;
}

/** The position of the first '#' that begins a comment: not "\#" and not "[#" (the :[#] modifier). */
function commentStart(text: string): number {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    const before = text[at - 1];
    if (before !== '\\' && before !== '[') return at;
  }
  return -1;
}

function withoutComment(text: string): string {
  const start = commentStart(text);
  const code = start < 0 ? text : text.slice(0, start);
  return (code.includes('\\#') ? code.replaceAll('\\#', '#') : code).trimEnd();
}

function endsInBackslash(text: string): boolean {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count++;
  return count % 2 === 1;
}

const CACHED_FROM_LENGTH = 4000;
const MOST_CACHED = 24;

/** The lines of large makefiles by text: kmod.mk, kern.mk and others are read for every module. */
export class MakeLines {
  readonly #byText = new Map<string, readonly MakeLine[]>();

  of(text: string): readonly MakeLine[] {
    if (text.length < CACHED_FROM_LENGTH) return readMakeLines(text);
    if (this.#byText.size >= MOST_CACHED && !this.#byText.has(text)) this.#byText.clear();
    return getOrMake(this.#byText, text, () => readMakeLines(text));
  }
}

export function readMakeLines(text: string): MakeLine[] {
  const lines: MakeLine[] = [];
  const physical = text.split('\n');
  for (let index = 0; index < physical.length; index++) {
    const start = index;
    let line = physical[index] ?? '';
    if (line.endsWith('\r')) line = line.slice(0, -1);
    while (endsInBackslash(line) && index + 1 < physical.length) {
      index++;
      line = `${line.slice(0, -1).trimEnd()} ${(physical[index] ?? '').trim()}`;
    }
    const cleaned = line.startsWith('\t') ? line : withoutComment(line);
    if (cleaned.trim() !== '') lines.push({ text: cleaned, line: start + 1 });
  }
  return lines;
}
