import type { Interner } from './interner.ts';
import { lexFile } from './lex.ts';
import { F_DIGRAPH, T_IDENT } from './token-kinds.ts';

export interface LoneToken {
  readonly kind: number;
  readonly value: number;
  /** F_DIGRAPH or 0. */
  readonly flags: number;
}

const IDENTIFIER = /^[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*$/;

/** The one preprocessing token that `spelling` is, or undefined (C17 6.10.3.3p3). */
export function isSingleToken(spelling: string, interner: Interner): LoneToken | undefined {
  if (IDENTIFIER.test(spelling)) return { kind: T_IDENT, value: interner.intern(spelling), flags: 0 };
  const tokens = lexFile('', spelling, interner);
  if (tokens.count !== 2 || tokens.end[0] !== spelling.length || tokens.start[0] !== 0) return undefined;
  return {
    kind: tokens.kind[0] as number,
    value: tokens.value[0] as number,
    flags: (tokens.flags[0] as number) & F_DIGRAPH,
  };
}
