import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';

/** `x = name`, `x = &name` and `x = y->m`, where nothing more is behind it. */
export function readPointers(
  file: TokenFile,
  live: Int32Array,
  pointers: (readonly [number, number])[],
  loads: (readonly [number, number])[],
): void {
  for (let n = 1; n + 2 < live.length; n++) {
    if (!file.isPunct(live[n], P.P_ASSIGN) || file.kind[live[n - 1] as number] !== T_IDENT) continue;
    if (n > 1 && (file.isPunct(live[n - 2], P.P_DOT) || file.isPunct(live[n - 2], P.P_ARROW))) continue;
    const at = file.isPunct(live[n + 1], P.P_AMP) ? n + 2 : n + 1;
    if (file.kind[live[at] as number] !== T_IDENT) continue;
    const end = pathEnd(file, live, at, live.length, true);
    const after = live[end];
    if (!file.isPunct(after, P.P_SEMI) && !file.isPunct(after, P.P_COMMA) && !file.isPunct(after, P.P_RPAREN)) continue;
    const last = live[end - 1] as number;
    const variable = file.value[live[n - 1] as number] as number;
    if (end === at + 1) pointers.push([variable, file.value[last] as number]);
    else if (file.kind[last] === T_IDENT) loads.push([variable, file.value[last] as number]);
  }
}

/** `FIXUP(d_open, no_open)`, `DEFAULT(pr->pr_bind, pr_bind_none)`: a macro may assign one argument to another. */
export function readMacroAssignments(file: TokenFile, live: Int32Array, members: (readonly [number, number])[]): void {
  for (let n = 0; n + 3 < live.length; n++) {
    const i = live[n] as number;
    if (file.kind[i] !== T_IDENT || !file.isPunct(live[n + 1], P.P_LPAREN)) continue;
    if (!/^[A-Z][A-Z0-9_]+$/.test(file.spelling(i))) continue;
    const names: { readonly id: number; readonly isAlone: boolean }[] = [];
    let at = n + 2;
    for (; at + 1 < live.length && names.length < 5; at++) {
      if (file.kind[live[at] as number] !== T_IDENT) break;
      const end = pathEnd(file, live, at, live.length, true);
      const last = live[end - 1] as number;
      if (file.kind[last] !== T_IDENT) break;
      names.push({ id: file.value[last] as number, isAlone: end === at + 1 });
      at = end;
      if (!file.isPunct(live[at], P.P_COMMA)) break;
    }
    if (!file.isPunct(live[at], P.P_RPAREN)) continue;
    for (const to of names) for (const one of names) if (one !== to && one.isAlone) members.push([to.id, one.id]);
  }
}

/** Position behind `x.a[i].b`, from the position of x. */
export function pathEnd(file: TokenFile, live: Int32Array, n: number, to: number, isThroughPointers = false): number {
  let at = n + 1;
  for (; at < to;) {
    const isStep = file.isPunct(live[at], P.P_DOT) || (isThroughPointers && file.isPunct(live[at], P.P_ARROW));
    if (isStep && at + 1 < to && file.kind[live[at + 1] as number] === T_IDENT) at += 2;
    else if (file.isPunct(live[at], P.P_LBRACKET)) {
      let depth = 0;
      for (; at < to; at++) {
        if (file.isPunct(live[at], P.P_LBRACKET)) depth++;
        else if (file.isPunct(live[at], P.P_RBRACKET) && --depth === 0) break;
      }
      at++;
    } else if (file.isPunct(live[at], P.P_RPAREN) && file.isPunct(live[n - 1], P.P_LPAREN) && at === n + 1) at++;
    else break;
  }
  return at;
}
