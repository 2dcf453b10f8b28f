import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';

/** The name of each parameter, and how many there are: `int a`, `struct b *c[]`, `int (*f)(int)`. */
export function parameterNames(
  file: TokenFile,
  from: number,
  open: number,
): { readonly parameters: readonly number[]; readonly arity: number | undefined } {
  const parameters: number[] = [];
  let depth = 0;
  let name = 0;
  let words = 0;
  let isNamed = false;
  let isVariadic = false;
  for (let i = from; i < open; i++) {
    if (file.kind[i] === T_IDENT) {
      words++;
      if (depth === 1 && !isNamed) name = file.value[i] as number;
      else if (depth === 2 && !isNamed && file.isPunct(i - 1, P.P_STAR) && file.isPunct(i + 1, P.P_RPAREN)) {
        name = file.value[i] as number;
        isNamed = true;
      }
    } else if (file.isPunct(i, P.P_LPAREN) || file.isPunct(i, P.P_LBRACKET)) depth++;
    else if (file.isPunct(i, P.P_ELLIPSIS)) isVariadic = true;
    else if (file.isPunct(i, P.P_RPAREN) || file.isPunct(i, P.P_RBRACKET)) {
      depth--;
      if (depth > 0) continue;
      // (void) has none, and () says nothing.
      if (parameters.length === 0 && words === 1 && file.interner.spelling(name) === 'void')
        return { parameters: [], arity: 0 };
      parameters.push(name);
      // Types of an older definition stand between the parentheses and the body.
      const isOld = !file.isPunct(i + 1, P.P_LBRACE) && file.kind[i + 1] === T_IDENT;
      return { parameters, arity: words === 0 || isVariadic || isOld ? undefined : parameters.length };
    } else if (file.isPunct(i, P.P_COMMA) && depth === 1) {
      parameters.push(name);
      name = 0;
      isNamed = false;
    }
  }
  return { parameters, arity: undefined };
}

const NO_TYPE = /^(?:return|goto|else|case|sizeof|extern|do|typedef)$/;

/**
 * Parameters and what a function's declarations declare, by the look of them: `type name`, `struct tag *name[2], other
 * = 1;`
 */
export function localNames(
  file: TokenFile,
  live: Int32Array,
  from: number,
  to: number,
  parameters: number,
  open: number,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (let i = parameters + 1; i < open; i++)
    if (
      file.kind[i] === T_IDENT &&
      (file.isPunct(i + 1, P.P_COMMA) || file.isPunct(i + 1, P.P_RPAREN) || file.isPunct(i + 1, P.P_LBRACKET))
    )
      found.add(file.value[i] as number);
  for (let n = from; n + 1 < to; n++) {
    const i = live[n] as number;
    if (!file.isPunct(i, P.P_LBRACE) && !file.isPunct(i, P.P_SEMI) && !file.isPunct(i, P.P_RBRACE)) continue;
    let at = n + 1;
    let words = 0;
    for (; at < to && file.kind[live[at] as number] === T_IDENT; at++) {
      if (words === 0 && NO_TYPE.test(file.spelling(live[at] as number))) break;
      words++;
    }
    let isPointer = false;
    while (at < to && file.isPunct(live[at], P.P_STAR)) {
      at++;
      isPointer = true;
    }
    if (words === 0 || (isPointer ? file.kind[live[at] as number] !== T_IDENT : words < 2)) continue;
    declarators(file, live, isPointer ? at : at - 1, to, found);
  }
  return found;
}

function declarators(file: TokenFile, live: Int32Array, from: number, to: number, found: Set<number>): void {
  const first = live[from + 1] as number;
  if (![P.P_COMMA, P.P_SEMI, P.P_ASSIGN, P.P_LBRACKET].some((code) => file.isPunct(first, code))) return;
  found.add(file.value[live[from] as number] as number);
  let depth = 0;
  for (let n = from; n + 1 < to; n++) {
    const i = live[n] as number;
    depth += file.bracketStep(i);
    if (depth < 0 || (depth === 0 && file.isPunct(i, P.P_SEMI))) return;
    if (depth === 0 && file.isPunct(i, P.P_COMMA)) {
      let at = n + 1;
      while (at < to && file.isPunct(live[at], P.P_STAR)) at++;
      if (file.kind[live[at] as number] === T_IDENT) found.add(file.value[live[at] as number] as number);
    }
  }
}
