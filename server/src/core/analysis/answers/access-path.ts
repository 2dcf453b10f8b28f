import { T_IDENT } from '../../lexer/token-kinds.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { P_AMP, P_ARROW, P_DOT, P_LBRACKET, P_LPAREN, P_RBRACKET, P_RPAREN, P_STAR } from '../../lexer/punctuators.ts';

/** One step from a variable to a part of it. */
export type AccessStep =
  | { readonly kind: 'member'; readonly name: string; readonly isArrow: boolean }
  | { readonly kind: 'index' }
  | { readonly kind: 'dereference' }
  | { readonly kind: 'address' };

/** `V_tcbinfo.ipi_hashbase[3]` as tokens: where it begins, and the steps up to the member asked about. */
export interface AccessPath {
  /** The identifier at the root: `V_tcbinfo`, or `VNET` of `VNET(tcbinfo)`. */
  readonly root: number;
  /** First token of the whole expression. */
  readonly from: number;
  readonly steps: readonly AccessStep[];
}

const MOST_STEPS = 32;

/** Keywords that an expression in parentheses may follow. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set([
  'return',
  'sizeof',
  'case',
  'else',
  'do',
  '_Alignof',
  '__alignof',
  '__alignof__',
]);

/**
 * The access whose last member is the identifier `token`; undefined if it is no member access or its root is no name.
 */
export function accessPathTo(file: TokenFile, token: number): AccessPath | undefined {
  const steps: AccessStep[] = [];
  let at = token;
  while (steps.length < MOST_STEPS) {
    const operator = at - 1;
    const isArrow = file.isPunct(operator, P_ARROW);
    if (!isArrow && !file.isPunct(operator, P_DOT)) return undefined;
    steps.unshift({ kind: 'member', name: file.spelling(at), isArrow });
    const object = postfixEnd(file, operator - 1, steps);
    if (object === undefined) return undefined;
    if ('root' in object) return { ...object, steps };
    at = object.member;
  }
  return undefined;
}

type ObjectEnd = { readonly root: number; readonly from: number } | { readonly member: number };

/** Reads the operand of `.` or `->` backwards from its last token. Subscripts and parentheses become steps. */
function postfixEnd(file: TokenFile, last: number, steps: AccessStep[]): ObjectEnd | undefined {
  let at = last;
  while (file.isPunct(at, P_RBRACKET)) {
    at = opening(file, at, P_LBRACKET, P_RBRACKET) - 1;
    steps.unshift({ kind: 'index' });
  }
  if (file.kind[at] === T_IDENT) {
    const isMember = file.isPunct(at - 1, P_DOT) || file.isPunct(at - 1, P_ARROW);
    return isMember ? { member: at } : { root: at, from: at };
  }
  if (!file.isPunct(at, P_RPAREN)) return undefined;
  const open = opening(file, at, P_LPAREN, P_RPAREN);
  if (open < 0) return undefined;
  // A macro with the variable's name in its arguments: VNET(x), VNET_VNET(vnet, x).
  if (file.kind[open - 1] === T_IDENT && !BEFORE_EXPRESSION.has(file.spelling(open - 1)))
    return { root: open - 1, from: open - 1 };
  return parenthesized(file, open, at, steps);
}

/** `(V_x)`, `(*V_x)`, `(&V_x[2])`: with at most one prefix operator. */
function parenthesized(file: TokenFile, open: number, close: number, steps: AccessStep[]): ObjectEnd | undefined {
  let first = open + 1;
  if (file.isPunct(first, P_STAR)) steps.unshift({ kind: 'dereference' });
  else if (file.isPunct(first, P_AMP)) steps.unshift({ kind: 'address' });
  else first--;
  const inner = postfixEnd(file, close - 1, steps);
  if (inner === undefined) return undefined;
  if ('root' in inner) return inner.root === first + 1 ? { root: inner.root, from: open } : undefined;
  const rest = accessPathTo(file, inner.member);
  if (rest?.from !== first + 1) return undefined;
  steps.unshift(...rest.steps);
  return { root: rest.root, from: open };
}

/** Token of the bracket that `close` closes; -1 when there is none. */
function opening(file: TokenFile, close: number, open: number, shut: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (file.isPunct(i, shut)) depth++;
    else if (file.isPunct(i, open) && --depth === 0) return i;
  }
  return -1;
}
