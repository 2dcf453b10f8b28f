import * as P from '../../lexer/punctuators.ts';
import { narrowed, within, type PossibleValue } from './possible-value.ts';

export const COMPARISONS: ReadonlySet<number> = new Set([P.P_LT, P.P_GT, P.P_LE, P.P_GE, P.P_EQ, P.P_NE]);
/** What holds where an operator does not. */
export const OPPOSITE: ReadonlyMap<number, number> = new Map([
  [P.P_LT, P.P_GE],
  [P.P_GE, P.P_LT],
  [P.P_GT, P.P_LE],
  [P.P_LE, P.P_GT],
  [P.P_EQ, P.P_NE],
  [P.P_NE, P.P_EQ],
]);
/** The same with its sides exchanged. */
export const SWAPPED: ReadonlyMap<number, number> = new Map([
  [P.P_LT, P.P_GT],
  [P.P_GT, P.P_LT],
  [P.P_LE, P.P_GE],
  [P.P_GE, P.P_LE],
]);

/** The value if `value operator constant` holds; undefined if it never does. */
export function limited(value: PossibleValue, operator: number, constant: bigint): PossibleValue | undefined {
  switch (operator) {
    case P.P_LT:
      return within(value, undefined, constant - 1n);
    case P.P_LE:
      return within(value, undefined, constant);
    case P.P_GT:
      return within(value, constant + 1n, undefined);
    case P.P_GE:
      return within(value, constant, undefined);
    case P.P_EQ: {
      if (value.kind === 'open' && (value.not.includes(constant) || within(value, constant, constant) === undefined))
        return undefined;
      return narrowed(value, constant, true);
    }
    default:
      return value.kind === 'open' && value.least === constant && value.greatest === constant
        ? undefined
        : narrowed(value, constant, false);
  }
}
