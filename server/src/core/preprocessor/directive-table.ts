import { F_BOL, T_EOF, T_IDENT, T_NUMBER } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { once } from '../text/worked-out.ts';

export const D_NULL = 0;
export const D_DEFINE = 1;
export const D_UNDEF = 2;
export const D_INCLUDE = 3;
export const D_INCLUDE_NEXT = 4;
export const D_IF = 5;
export const D_IFDEF = 6;
export const D_IFNDEF = 7;
export const D_ELIF = 8;
export const D_ELSE = 9;
export const D_ENDIF = 10;
export const D_ERROR = 11;
const D_WARNING = 12;
export const D_PRAGMA = 13;
export const D_LINE = 14;
export const D_UNKNOWN = 15;
export const D_ELIFDEF = 16;
export const D_ELIFNDEF = 17;
/** #ident, #sccs, #assert: accepted, without effect on tokens. */
const D_IGNORED = 18;
/** #elif, #else or #endif without an #if: a problem, and no more. */
const D_STRAY = 19;

const CODES = new Map<string, number>([
  ['define', D_DEFINE],
  ['undef', D_UNDEF],
  ['include', D_INCLUDE],
  ['import', D_INCLUDE],
  ['include_next', D_INCLUDE_NEXT],
  ['if', D_IF],
  ['ifdef', D_IFDEF],
  ['ifndef', D_IFNDEF],
  ['elif', D_ELIF],
  ['elifdef', D_ELIFDEF],
  ['elifndef', D_ELIFNDEF],
  ['else', D_ELSE],
  ['endif', D_ENDIF],
  ['error', D_ERROR],
  ['warning', D_WARNING],
  ['pragma', D_PRAGMA],
  ['line', D_LINE],
  ['ident', D_IGNORED],
  ['sccs', D_IGNORED],
  ['assert', D_IGNORED],
  ['unassert', D_IGNORED],
]);

/**
 * The directives of a file, with every #if tied to its #elif/#else/#endif, so that a skipped group is one jump.
 * Index = position in TokenFile.directives.
 */
export interface DirectiveTable {
  readonly code: Uint8Array;
  /** Token index after the directive's last token. */
  readonly lineEnd: Int32Array;
  /** Directive index of the next #elif, #else or #endif of the same #if; -1 when the group is not closed. */
  readonly next: Int32Array;
  /** Directive index of the #endif of the same #if; -1 when it is missing. */
  readonly endif: Int32Array;
  /** #elif, #else and #endif without an #if. */
  readonly strays: readonly number[];
  /** #if without an #endif. */
  readonly unclosed: readonly number[];
}

export function directiveTable(file: TokenFile): DirectiveTable {
  return once(file, build);
}

/** `# 5 "b.c"` is GNU's short #line. */
function directiveCode(file: TokenFile, word: number): number {
  if (file.kind[word] === T_NUMBER) return D_LINE;
  return file.kind[word] === T_IDENT ? (CODES.get(file.spelling(word)) ?? D_UNKNOWN) : D_UNKNOWN;
}

function build(file: TokenFile): DirectiveTable {
  const count = file.directives.length;
  const code = new Uint8Array(count);
  const lineEnd = new Int32Array(count);
  const next = new Int32Array(count).fill(-1);
  const endif = new Int32Array(count).fill(-1);
  const strays: number[] = [];
  const open: number[][] = [];
  for (let d = 0; d < count; d++) {
    const hash = file.directives[d] as number;
    let end = hash + 1;
    while (file.kind[end] !== T_EOF && ((file.flags[end] as number) & F_BOL) === 0) end++;
    lineEnd[d] = end;
    code[d] = end === hash + 1 ? D_NULL : directiveCode(file, hash + 1);
    switch (code[d]) {
      case D_IF:
      case D_IFDEF:
      case D_IFNDEF:
        open.push([d]);
        break;
      case D_ELIF:
      case D_ELIFDEF:
      case D_ELIFNDEF:
      case D_ELSE:
      case D_ENDIF: {
        const chain = open[open.length - 1];
        if (chain === undefined) {
          strays.push(d);
          code[d] = D_STRAY;
          break;
        }
        next[chain[chain.length - 1] as number] = d;
        if (code[d] === D_ENDIF) {
          for (const member of chain) endif[member] = d;
          open.pop();
        } else chain.push(d);
        break;
      }
      default:
    }
  }
  return { code, lineEnd, next, endif, strays, unclosed: open.map((chain) => chain[0] as number) };
}

/** True for #if, #ifdef and #ifndef. */
export function isOpening(code: number): boolean {
  return code === D_IF || code === D_IFDEF || code === D_IFNDEF;
}

/** True for #else and all that #elif is written as. */
export function isAlternative(code: number): boolean {
  return code === D_ELSE || code === D_ELIF || code === D_ELIFDEF || code === D_ELIFNDEF;
}
