import { P_ARROW, P_COMMA, P_DOT, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../../../lexer/punctuators.ts';
import type { TokenFile } from '../../../lexer/token-file.ts';
import { T_CHAR, T_EOF, T_HEADER, T_IDENT, T_NUMBER, T_PUNCT, T_STRING } from '../../../lexer/token-kinds.ts';
import type { Spot } from '../../../text/spot.ts';
import { lowerBound } from '../../../collections/lower-bound.ts';

/** An invocation that holds a place, closed or not: `VNET_SYSINIT(a, SI_SUB_`. */
export interface OpenInvocation {
  readonly name: string;
  /** Index of the argument that the place stands in. */
  readonly argument: number;
  /** Offset behind its `(`. */
  readonly from: number;
}

/** What somebody types at a place of a file. */
export type CompletionContext =
  | { readonly kind: 'comment'; /** The comment's text up to the place. */ readonly text: string; readonly word: Spot }
  /** Behind `.` or `->`; `operator` is its token. */
  | { readonly kind: 'member'; readonly operator: number; readonly word: Spot }
  | {
      readonly kind: 'name';
      readonly prefix: string;
      readonly around: OpenInvocation | undefined;
      readonly word: Spot;
    };

/** How far back an opening parenthesis is looked for, in tokens. */
const FARTHEST = 1024;

/** Undefined in strings, numbers and names of headers. */
export function completionContext(file: TokenFile, offset: number): CompletionContext | undefined {
  const { text } = file;
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1] ?? '')) start--;
  // First token that ends behind the word's start.
  const next = lowerBound(file.end, start + 1);
  const before = next - 1;
  const comment = openComment(text.slice(before < 0 ? 0 : file.end[before], start));
  const inComment = comment !== undefined && (file.start[next] ?? text.length) >= start;
  if (inComment) return { kind: 'comment', text: comment, word: { start, end: offset } };
  while (start < offset && text.slice(start, offset).includes('-')) start++;
  const token = lowerBound(file.end, start + 1);
  const word = { start, end: offset };
  const isInside = (file.start[token] ?? offset) < offset;
  const kind = file.kind[token];
  if (isInside && (kind === T_STRING || kind === T_CHAR || kind === T_HEADER || kind === T_NUMBER)) return undefined;
  const previous = token - 1;
  if (file.isPunct(previous, P_DOT) || file.isPunct(previous, P_ARROW))
    return { kind: 'member', operator: previous, word };
  return { kind: 'name', prefix: text.slice(start, offset), around: [...openInvocations(file, token, 1)][0], word };
}

/** The comment that `gap`, text between two tokens, ends in; undefined when it ends outside. */
function openComment(gap: string): string | undefined {
  const rest = gap.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*\n/g, ' ');
  return /\/\*[\s\S]*$|\/\/[^\n]*$/.exec(rest)?.[0];
}

/** Every `name(` before a token that is not closed before it, innermost first; `most` of them at most. */
export function* openInvocations(file: TokenFile, token: number, most = Infinity): Generator<OpenInvocation> {
  let depth = 0;
  let found = 0;
  let argument = 0;
  for (let at = token - 1, steps = 0; at >= 0 && steps < FARTHEST; at--, steps++) {
    if (file.kind[at] !== T_PUNCT || file.kind[at] === T_EOF) continue;
    const code = file.value[at];
    if (code === P_RPAREN || code === P_RBRACE) depth++;
    else if (depth === 0 && (code === P_SEMI || code === P_LBRACE)) return;
    else if (code === P_LBRACE) depth--;
    else if (code === P_COMMA && depth === 0) argument++;
    if (code !== P_LPAREN) continue;
    if (depth > 0) {
      depth--;
      continue;
    }
    if (file.kind[at - 1] === T_IDENT) {
      yield { name: file.spelling(at - 1), argument, from: file.end[at] as number };
      if (++found >= most) return;
    }
    argument = 0;
  }
}
