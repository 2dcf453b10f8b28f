import type { TokenFile } from '../lexer/token-file.ts';
import { T_NUMBER, T_STRING } from '../lexer/token-kinds.ts';
import type { Expander } from './expander.ts';
import type { TokenBuffer } from './token-buffer.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/**
 * The effect of #line on the lines after it (C17 6.10.4). It is in the environment, under names that are not
 * identifiers: __LINE__ asks there, and a segment that asked is shared only if the answer is the same.
 */
export class PresumedLines {
  private readonly shifts = new WeakMap<TokenFile, number>();
  private readonly names = new WeakMap<TokenFile, number>();

  /** Executes a #line with the expanded operands `words`, at 1-based `line` of `file`; false if they are invalid. */
  obey(expander: Expander, file: TokenFile, line: number, words: TokenBuffer): boolean {
    const spelling = words.count > 0 && words.kind[0] === T_NUMBER ? words.spelling(0, expander.interner) : '';
    if (!/^\d{1,10}$/.test(spelling)) return false;
    expander.environment.set(this.shiftMark(expander, file), Number(spelling) - line - 1);
    if (words.count > 1 && words.kind[1] === T_STRING)
      expander.environment.set(this.nameMark(expander, file), words.value[1] as number);
    return true;
  }

  line(expander: Expander, file: TokenFile, token: number): number {
    return file.lineOf(token) + expander.environment.lookup(this.shiftMark(expander, file));
  }

  /** The file's name as a string literal. */
  name(expander: Expander, file: TokenFile): string {
    const given = expander.environment.lookup(this.nameMark(expander, file));
    return given === 0 ? JSON.stringify(file.path) : expander.interner.spelling(given);
  }

  /** A file is entered again: the effect of an earlier #line ends. Returns that effect, for `leave`. */
  enter(expander: Expander, file: TokenFile): readonly [number, number] {
    const shift = expander.environment.peek(this.shiftMark(expander, file));
    const name = expander.environment.peek(this.nameMark(expander, file));
    this.leave(expander, file, [0, 0]);
    return [shift, name];
  }

  leave({ environment }: Expander, file: TokenFile, [shift, name]: readonly [number, number]): void {
    const shiftMark = this.shifts.get(file) ?? 0;
    const nameMark = this.names.get(file) ?? 0;
    if (environment.peek(shiftMark) !== shift) environment.set(shiftMark, shift);
    if (environment.peek(nameMark) !== name) environment.set(nameMark, name);
  }

  private shiftMark(expander: Expander, file: TokenFile): number {
    return markOf(this.shifts, file, () => expander.interner.intern(`#line ${file.path}`));
  }

  private nameMark(expander: Expander, file: TokenFile): number {
    return markOf(this.names, file, () => expander.interner.intern(`#line name ${file.path}`));
  }
}

function markOf(marks: WeakMap<TokenFile, number>, file: TokenFile, make: () => number): number {
  return getOrMake(marks, file, () => make());
}
