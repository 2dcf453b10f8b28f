import { lexFile } from '../lexer/lex.ts';
import type { Interner } from '../lexer/interner.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_STRING } from '../lexer/token-kinds.ts';
import { LP64 } from '../types/data-model.ts';
import { stringUnits } from '../types/literals.ts';
import type { Citation } from './release-profile.ts';
import { lowerBound } from '../collections/lower-bound.ts';

/**
 * A source file's tokens as one line of text, a blank between any two: comments and the author's line breaks cannot
 * hide or fake what is looked for.
 */
export class CodeText {
  private readonly file: TokenFile;
  private readonly text: string;
  /** Where each token starts in `text`. */
  private readonly starts: readonly number[];

  constructor(path: string, text: string, interner: Interner) {
    this.file = lexFile(path, text, interner);
    const starts: number[] = [];
    let joined = '';
    for (let i = 0; i < this.file.count - 1; i++) {
      starts.push(joined.length);
      joined += `${this.file.spelling(i)} `;
    }
    this.text = joined;
    this.starts = starts;
  }

  /** The first match of `pattern`, from the first match of `after` on. */
  find(pattern: RegExp, after?: RegExp): Citation | undefined {
    const from = after === undefined ? 0 : this.text.search(after);
    if (from < 0) return undefined;
    const at = this.text.slice(from).search(pattern);
    return at < 0 ? undefined : this.cite(from + at);
  }

  /** The first string literal (adjacent ones joined, escapes resolved) that matches. */
  string(pattern: RegExp): { readonly text: string; readonly at: Citation } | undefined {
    const { file } = this;
    for (let i = 0; i < file.count; i++) {
      if (file.kind[i] !== T_STRING) continue;
      let end = i;
      const pieces: string[] = [];
      for (; file.kind[end] === T_STRING; end++) pieces.push(file.spelling(end));
      const text = String.fromCharCode(...stringUnits(pieces, LP64).units);
      if (pattern.test(text)) return { text, at: { file: file.path, line: file.lineOf(i) } };
      i = end;
    }
    return undefined;
  }

  private cite(offset: number): Citation {
    const token = Math.max(0, lowerBound(this.starts, offset + 1) - 1);
    return { file: this.file.path, line: this.file.lineOf(token) };
  }
}
