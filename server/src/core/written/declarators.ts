import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import { AGGREGATES, SPECIFIERS } from './specifier-words.ts';

/** Tokens [from, to). */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** One declarator, the first with the declaration's specifiers, up to its comma or semicolon. */
export interface Declarator extends TokenRange {
  /** Its tokens in front of `=`. */
  readonly tokens: readonly number[];
  /** Tokens after `=`; undefined without initializer. */
  readonly initializer: TokenRange | undefined;
}

/** The declarators of a declaration (C17 6.7) from its tokens, directives left out, its semicolon among them. */
export function splitDeclarators(file: TokenFile, tokens: Int32Array): readonly Declarator[] {
  const declarators: Declarator[] = [];
  let start = 0;
  let depth = 0;
  let assign = -1;
  const close = (end: number): void => {
    const [from, to] = [tokens[start], tokens[end] ?? (tokens[end - 1] ?? 0) + 1];
    const value = assign < 0 ? undefined : tokens[assign + 1];
    if (from !== undefined && start < end)
      declarators.push({
        from,
        to,
        tokens: [...tokens.subarray(start, assign < 0 ? end : assign)],
        initializer: value === undefined ? undefined : { from: value, to },
      });
    start = end + 1;
    assign = -1;
  };
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as number;
    depth += file.bracketStep(token);
    if (depth !== 0) continue;
    if (file.isPunct(token, P.P_ASSIGN)) {
      if (assign < 0) assign = k;
    } else if (file.isPunct(token, P.P_COMMA) || file.isPunct(token, P.P_SEMI)) close(k);
  }
  if (start < tokens.length) close(tokens.length);
  return declarators;
}

/** A name that a declarator declares: its token and its kind. */
export interface DeclaredName {
  readonly token: number;
  readonly kind: 'object' | 'function';
}

/**
 * The name that a declarator declares; `isFurther` for a declarator after a comma, which has no specifiers of its own.
 */
export function declaredName(file: TokenFile, tokens: readonly number[], isFurther: boolean): DeclaredName | undefined {
  const isPunct = (k: number, code: number): boolean => {
    const token = tokens[k];
    return token !== undefined && file.isPunct(token, code);
  };
  const isName = (token: number): boolean => file.kind[token] === T_IDENT && !SPECIFIERS.has(file.spelling(token));
  const candidates: number[] = [];
  let depth = 0;
  for (const [k, token] of tokens.entries()) {
    if (isPunct(k, P.P_LPAREN)) {
      // `(*handler)(int)`, also `(* const handler[2])(int)`.
      if (depth === 0 && isPunct(k + 1, P.P_STAR) && (isFurther || k > 0)) {
        const name = tokens.slice(k + 2).find(isName);
        if (name !== undefined) return { token: name, kind: 'object' };
      }
      depth++;
    } else if (depth === 0 && file.kind[token] === T_IDENT) candidates.push(k);
    else depth += file.bracketStep(token);
  }
  const spelling = (k: number): string => file.spelling(tokens[k] as number);
  // Trailing macros such as __read_mostly and __aligned(8) are not names.
  while (
    candidates.length > (isFurther ? 1 : 2) &&
    spelling(candidates[candidates.length - 1] as number).startsWith('__')
  )
    candidates.pop();
  const last = candidates[candidates.length - 1];
  if (last === undefined || (candidates.length < 2 && !isFurther) || SPECIFIERS.has(spelling(last))) return undefined;
  const before = candidates[candidates.length - 2];
  // `struct tag { ... };` declares no object, `struct tag { ... } x;` does.
  if (before !== undefined && AGGREGATES.has(spelling(before)) && last === before + 1) return undefined;
  return { token: tokens[last] as number, kind: isPunct(last + 1, P.P_LPAREN) ? 'function' : 'object' };
}

/** Tokens of the initializer after an invocation that ends with token `close`; undefined without one. */
export function initializerBehind(file: TokenFile, close: number): TokenRange | undefined {
  if (!file.isPunct(close + 1, P.P_ASSIGN)) return undefined;
  let depth = 0;
  let to = close + 2;
  for (; file.kind[to] !== T_EOF; to++) {
    depth += file.bracketStep(to);
    if (depth === 0 && (file.isPunct(to, P.P_SEMI) || file.isPunct(to, P.P_COMMA))) break;
  }
  return { from: close + 2, to };
}
