import * as P from '../../lexer/punctuators.ts';
import type * as A from '../../parser/ast.ts';
import { COMPARISONS, limited, OPPOSITE, SWAPPED } from './comparisons.ts';
import type { FlowState } from './flow-state.ts';
import type { Places } from './places.ts';
import { narrowed, open, type PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';

/** What the outcome of a condition implies for the places in it. */
export class Narrowing {
  private readonly walk: Walk;
  private readonly places: Places;
  private readonly limits: (e: A.Expression, value: PossibleValue) => PossibleValue;

  /** @param limits a value from outside as the type of an expression bounds it */
  constructor(walk: Walk, places: Places, limits: (e: A.Expression, value: PossibleValue) => PossibleValue) {
    this.walk = walk;
    this.places = places;
    this.limits = limits;
  }

  /** Notes what the truth of `e` says of the places in it; false when it cannot be. */
  narrow(state: FlowState, e: A.Expression, isTrue: boolean): boolean {
    if (e.kind === 'cast') return this.narrow(state, e.operand, isTrue);
    if (e.kind === 'assign' && e.operator === P.P_ASSIGN) return this.narrow(state, e.left, isTrue);
    if (e.kind !== 'binary' || !COMPARISONS.has(e.operator))
      return this.replace(state, e, (value) => narrowed(value, 0n, !isTrue));
    for (const [side, other, isSwapped] of [
      [e.left, e.right, false],
      [e.right, e.left, true],
    ] as const) {
      const constant = this.walk.engine.folded(other, this.walk.scope);
      if (typeof constant !== 'bigint') continue;
      const operator = isTrue ? e.operator : (OPPOSITE.get(e.operator) ?? e.operator);
      const inner = side.kind === 'assign' && side.operator === P.P_ASSIGN ? side.left : side;
      return this.replace(state, inner, (value) =>
        limited(value, isSwapped ? (SWAPPED.get(operator) ?? operator) : operator, constant),
      );
    }
    return true;
  }

  private replace(
    state: FlowState,
    e: A.Expression,
    change: (value: PossibleValue) => PossibleValue | undefined,
  ): boolean {
    if (e.kind === 'cast') return this.replace(state, e.operand, change);
    if (
      e.kind !== 'name' &&
      e.kind !== 'member' &&
      e.kind !== 'index' &&
      !(e.kind === 'unary' && e.operator === P.P_STAR)
    )
      return true;
    const text = this.places.text(e);
    if (text === undefined) return true;
    if (text.startsWith('{')) {
      if (text.includes('!')) return true;
      const value = change(state.place(text));
      if (value === undefined) return false;
      // What was derived from it stays: the value is the same.
      state.places.set(text, value);
      return true;
    }
    if (!text.startsWith('!') || text.startsWith('!s')) return true;
    const value = change(state.memory.get(text) ?? this.limits(e, open()));
    if (value === undefined) return false;
    if (value.kind === 'open' || value.kind === 'known') state.memory.set(text, { ...value, mentions: [] });
    return true;
  }
}
