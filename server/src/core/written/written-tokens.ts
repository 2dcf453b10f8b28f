import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import { lowerBound } from '../collections/lower-bound.ts';
import { D_DEFINE, directiveTable } from '../preprocessor/directive-table.ts';

/** An identifier as written, in code or in the replacement list of a #define. */
export interface WrittenName {
  readonly token: number;
  /** Token after the last one that can belong to the same construct. */
  readonly limit: number;
  /** The macro in whose #define it stands: a line break there needs a backslash. */
  readonly inDefine: string | undefined;
}

/**
 * Every identifier of a file outside comments and outside directives other than #define; not the names that #defines
 * give.
 */
export function* writtenNames(file: TokenFile): Generator<WrittenName> {
  const table = directiveTable(file);
  let directive = 0;
  for (let i = 0; file.kind[i] !== T_EOF; i++) {
    if (i !== file.directives[directive]) {
      if (file.kind[i] === T_IDENT) yield { token: i, limit: file.count, inDefine: undefined };
      continue;
    }
    const end = table.lineEnd[directive] as number;
    if (table.code[directive] === D_DEFINE) {
      const inDefine = file.spelling(i + 2);
      for (let k = i + 3; k < end; k++) if (file.kind[k] === T_IDENT) yield { token: k, limit: end, inDefine };
    }
    i = end - 1;
    directive++;
  }
}

/** The tokens of [from, to) outside directive lines, ascending; without a range those of the whole file but T_EOF. */
export function codeTokens(file: TokenFile, from = 0, to = file.count - 1): Int32Array {
  const { lineEnd } = directiveTable(file);
  const { directives } = file;
  const tokens = new Int32Array(to - from);
  let count = 0;
  let d = lowerBound(directives, from);
  for (let i = from; i < to; i++) {
    if (i === directives[d]) i = (lineEnd[d++] as number) - 1;
    else tokens[count++] = i;
  }
  return tokens.subarray(0, count);
}
