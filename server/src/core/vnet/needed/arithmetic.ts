import { applyBinary, type applyUnary } from '../../abi/operators.ts';
import * as P from '../../lexer/punctuators.ts';
import type * as A from '../../parser/ast.ts';
import { arithmeticName } from '../../types/promotions.ts';
import { plain } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { COMPARISONS, limited, OPPOSITE, SWAPPED } from './comparisons.ts';
import type { Places } from './places.ts';
import { doubtful, known, open, union, type Mention, type PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';

/** What operators make of values. */
export class Arithmetic {
  private readonly walk: Walk;
  private readonly places: Places;

  constructor(walk: Walk, places: Places) {
    this.walk = walk;
    this.places = places;
  }

  /** A binary operator, but && and ||; `right` is not there for ++ and --. */
  binary(
    operator: number,
    left: A.Expression,
    right: A.Expression | undefined,
    a: PossibleValue,
    b: PossibleValue,
  ): PossibleValue {
    const mentions = union(a.mentions, b.mentions);
    if (COMPARISONS.has(operator)) return this.compared(operator, left, right, a, b, mentions);
    for (const [value, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (value.kind !== 'place' && value.kind !== 'object' && value.kind !== 'function') continue;
      // `vnet_data_base + (uintptr_t)&vnet_entry_x`: the result may point anywhere.
      if (other.kind === 'open') {
        if (value.kind === 'object' && isArrayStep(operator, this.walk, value === a ? left : right))
          return { ...value, isSome: true, mentions };
        this.walk.use({ ...value, mentions: [] });
        return open(mentions);
      }
      if (value.kind === 'place') this.walk.state?.setWhole(value.key, doubtful());
    }
    if (a.kind === 'known' && b.kind === 'known') {
      const all = a.values.flatMap((x) => b.values.map((y) => this.both(operator, left, right, x, y)));
      const values = [...new Set(all.filter((value) => value !== undefined))];
      return values.length !== new Set(all).size || values.length > 6
        ? doubtful(mentions)
        : { kind: 'known', values, mentions: values.length === 1 ? [] : mentions };
    }
    if ((a.kind !== 'open' && a.kind !== 'known') || (b.kind !== 'open' && b.kind !== 'known'))
      return doubtful(mentions);
    const leftText = this.places.text(left);
    if (right !== undefined && leftText !== undefined && leftText === this.places.text(right))
      return doubtful(mentions);
    const [only] =
      b.kind === 'known' && b.values.length === 1
        ? b.values
        : a.kind === 'known' && a.values.length === 1
          ? a.values
          : [];
    switch (operator) {
      case P.P_AMP:
        return only === undefined || only < 0n ? open(mentions) : only === 0n ? known(0n) : open(mentions, 0n, only);
      case P.P_PIPE:
        return only === undefined || only === 0n
          ? open(mentions)
          : { kind: 'open', least: undefined, greatest: undefined, not: [0n], mentions };
      case P.P_STAR:
        return only === 0n ? known(0n) : open(mentions);
      case P.P_PERCENT:
        return b.kind !== 'known' || only === undefined || only <= 0n
          ? open(mentions)
          : open(mentions, a.kind === 'open' && a.least !== undefined && a.least >= 0n ? 0n : 1n - only, only - 1n);
      case P.P_SHR:
        return b.kind !== 'known' ||
          only === undefined ||
          a.kind !== 'open' ||
          a.least === undefined ||
          a.greatest === undefined ||
          a.least < 0n ||
          only < 0n ||
          only > 63n
          ? open(mentions)
          : open(mentions, a.least >> only, a.greatest >> only);
      default:
        return open(mentions);
    }
  }

  private compared(
    operator: number,
    left: A.Expression,
    right: A.Expression | undefined,
    a: PossibleValue,
    b: PossibleValue,
    mentions: readonly Mention[],
  ): PossibleValue {
    // A known value does not depend on its operands.
    const answer = (isTrue: boolean): PossibleValue => known(isTrue ? 1n : 0n);
    const isEquality = operator === P.P_EQ || operator === P.P_NE;
    const isAddress = (value: PossibleValue): boolean =>
      value.kind === 'place' || value.kind === 'function' || value.kind === 'object';
    const isNull = (value: PossibleValue): boolean =>
      value.kind === 'known' && value.values.length === 1 && value.values[0] === 0n;
    if (isEquality && ((isAddress(a) && isNull(b)) || (isAddress(b) && isNull(a)))) return answer(operator === P.P_NE);
    if (a.kind === 'known' && b.kind === 'known') {
      const all = new Set(a.values.flatMap((x) => b.values.map((y) => this.both(operator, left, right, x, y))));
      if (all.has(undefined)) return doubtful(mentions);
      return {
        kind: 'known',
        values: [...all].filter((value) => value !== undefined),
        mentions: all.size === 1 ? [] : mentions,
      };
    }
    if ((a.kind !== 'open' && a.kind !== 'known') || (b.kind !== 'open' && b.kind !== 'known'))
      return doubtful(mentions);
    const leftText = this.places.text(left);
    if (right !== undefined && leftText !== undefined && leftText === this.places.text(right))
      return doubtful(mentions);
    const [outside, constant, direction] =
      a.kind === 'open' ? [a, b, operator] : [b, a, SWAPPED.get(operator) ?? operator];
    if (outside.kind !== 'open' || constant.kind !== 'known') return open(mentions, 0n, 1n);
    const whole = constant.values.map(
      (value) =>
        [
          limited(outside, direction, value) !== undefined,
          limited(outside, OPPOSITE.get(direction) ?? direction, value) !== undefined,
        ] as const,
    );
    const isUnsigned =
      outside.least === undefined || outside.least < 0n || constant.values.every((value) => value >= 0n);
    if (!isUnsigned) return open(mentions, 0n, 1n);
    if (whole.every(([canHold]) => !canHold)) return answer(false);
    return whole.every(([, canFail]) => !canFail) ? answer(true) : open(mentions, 0n, 1n);
  }

  private both(
    operator: number,
    left: A.Expression,
    right: A.Expression | undefined,
    a: bigint,
    b: bigint,
  ): bigint | undefined {
    const { engine, scope } = this.walk;
    const typeOf = (e: A.Expression | undefined): A.BuiltinName =>
      e === undefined ? 'int' : (arithmeticName(engine.resolver, engine.resolver.ofExpression(e, scope)) ?? 'long');
    const result = applyBinary(
      operator,
      { kind: 'integer', type: typeOf(left), value: a },
      { kind: 'integer', type: typeOf(right), value: b },
      engine.target,
    );
    return !isUnknown(result) && result.kind === 'integer' ? result.value : undefined;
  }

  /** What an operator makes of a known operand. */
  computed(
    operand: A.Expression,
    value: Extract<PossibleValue, { kind: 'known' }>,
    compute: (value: bigint, type: A.BuiltinName) => ReturnType<typeof applyUnary>,
  ): PossibleValue {
    const { engine, scope } = this.walk;
    const type = arithmeticName(engine.resolver, engine.resolver.ofExpression(operand, scope)) ?? 'long';
    const results = value.values.map((one) => compute(one, type));
    const values = results.flatMap((result) => (!isUnknown(result) && result.kind === 'integer' ? [result.value] : []));
    return values.length < results.length
      ? doubtful(value.mentions)
      : { kind: 'known', values: [...new Set(values)], mentions: value.mentions };
  }
}

/** True for a step of a pointer within its array. */
function isArrayStep(operator: number, walk: Walk, pointer: A.Expression | undefined): boolean {
  if ((operator !== P.P_PLUS && operator !== P.P_MINUS) || pointer === undefined) return false;
  const type = plain(walk.engine.resolver.ofExpression(pointer, walk.scope));
  return type.kind === 'pointer' || type.kind === 'array';
}
