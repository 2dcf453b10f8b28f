import * as P from '../../lexer/punctuators.ts';
import type * as A from '../../parser/ast.ts';
import { FlowState, isSure, withDoubt } from './flow-state.ts';
import { Narrowing } from './narrowing.ts';
import type { Places } from './places.ts';
import {
  doubtful,
  either,
  isSame,
  known,
  madeOf,
  open,
  truths,
  union,
  type Mention,
  type PossibleValue,
} from './possible-value.ts';
import { limits } from './value-limits.ts';
import type { Walk } from './walk.ts';

/** The two outcomes of a condition, each with the state after it; `mentions` decide between them. */
export interface Ways {
  readonly yes: FlowState | undefined;
  readonly no: FlowState | undefined;
  readonly mentions: readonly Mention[];
}

/** Follows conditions: what decides where execution continues. */
export class Conditions {
  private readonly walk: Walk;
  private readonly places: Places;
  private readonly evaluate: (e: A.Expression) => PossibleValue;
  private readonly chosen: (e: Extract<A.Expression, { kind: 'generic' | 'choose' }>) => A.Expression | undefined;
  private readonly narrowing: Narrowing;

  /** @param chosen what _Generic or __builtin_choose_expr stands for */
  constructor(
    walk: Walk,
    places: Places,
    evaluate: (e: A.Expression) => PossibleValue,
    chosen: (e: Extract<A.Expression, { kind: 'generic' | 'choose' }>) => A.Expression | undefined,
  ) {
    this.walk = walk;
    this.places = places;
    this.evaluate = evaluate;
    this.chosen = chosen;
    this.narrowing = new Narrowing(walk, places, (e, value) => limits(walk, e, value));
  }

  /** Evaluates a condition; returns the states of both outcomes and clears the present one. */
  ways(e: A.Expression): Ways {
    const { walk } = this;
    if (walk.state === undefined) return { yes: undefined, no: undefined, mentions: [] };
    if (e.kind === 'unary' && e.operator === P.P_NOT) {
      const { yes, no, mentions } = this.ways(e.operand);
      return { yes: no, no: yes, mentions };
    }
    if (e.kind === 'binary' && (e.operator === P.P_ANDAND || e.operator === P.P_OROR)) {
      const isAnd = e.operator === P.P_ANDAND;
      const left = this.ways(e.left);
      const goesOn = isAnd ? left.yes : left.no;
      const ends = isAnd ? left.no : left.yes;
      walk.state = walk.controlled(goesOn, left.mentions);
      const { control = [] } = ends ?? {};
      const right = this.ways(e.right);
      const other = isAnd ? right.no : right.yes;
      const met = walk.join(ends, other, [], control);
      const mentions = union(left.mentions, right.mentions);
      return isAnd ? { yes: right.yes, no: met, mentions } : { yes: met, no: right.no, mentions };
    }
    if (e.kind === 'comma') {
      this.evaluate(e.left);
      return this.ways(e.right);
    }
    if (
      e.kind === 'call' &&
      e.callee.kind === 'name' &&
      walk.unit.spelling(e.callee.name) === '__builtin_expect' &&
      e.arguments[0] !== undefined
    )
      return this.ways(e.arguments[0]);
    if (e.kind === 'generic' || e.kind === 'choose') {
      const chosen = this.chosen(e);
      if (chosen !== undefined) return this.ways(chosen);
    }
    return this.decide(e, this.evaluate(e));
  }

  /** Splits the present state by the truth of the value of `e`. */
  private decide(e: A.Expression, value: PossibleValue): Ways {
    const { walk } = this;
    const { state } = walk;
    const { mentions } = value;
    walk.state = undefined;
    if (state === undefined) return { yes: undefined, no: undefined, mentions };
    const text = this.places.text(e);
    const fact = text === undefined ? undefined : state.facts.get(text);
    const possible = truths(value, state.decided);
    const asked = this.places.variables(e);
    const decided = asked.every((one) => state.decided.has(one))
      ? state.decided
      : new Set([...state.decided, ...asked]);
    if (possible === undefined && fact === undefined) {
      const decision = {};
      const why = 'the compiler may decide a condition around it';
      const branch = (way: boolean): FlowState => {
        const made = new FlowState(state);
        made.decided = decided;
        made.doubts = withDoubt(state.doubts, { decision, way, why });
        return made;
      };
      return { yes: branch(true), no: branch(false), mentions };
    }
    const way = (isTrue: boolean): FlowState | undefined => {
      if (fact !== undefined ? fact !== isTrue : possible?.[isTrue ? 'yes' : 'no'] !== true) return undefined;
      const made = new FlowState(state);
      made.decided = decided;
      if (text !== undefined) made.facts.set(text, isTrue);
      return this.narrowing.narrow(made, e, isTrue) ? made : undefined;
    };
    const [yes, no] = [way(true), way(false)];
    return { yes, no, mentions: yes === undefined || no === undefined ? [] : mentions };
  }

  /** A condition as a value: 1 or 0. */
  truth(e: A.Expression): PossibleValue {
    const { walk } = this;
    const { state: before } = walk;
    const { yes, no, mentions } = this.ways(e);
    walk.state = walk.join(yes, no, mentions, before?.control ?? []);
    if (yes === undefined || no === undefined) return known(yes === undefined ? 0n : 1n);
    return this.isInDoubt(before, yes, no) ? doubtful(mentions) : open(mentions, 0n, 1n);
  }

  /** True if the ways part in doubt. */
  private isInDoubt(before: FlowState | undefined, ...ways: readonly FlowState[]): boolean {
    return before !== undefined && isSure(before.doubts) && !ways.every(({ doubts }) => isSure(doubts));
  }

  /** The conditional operator. */
  choice(e: Extract<A.Expression, { kind: 'conditional' }>): PossibleValue {
    const { walk } = this;
    const { state: before } = walk;
    const control = before?.control ?? [];
    let first: PossibleValue | undefined;
    let ways: Ways;
    if (e.yes === undefined) {
      first = this.evaluate(e.condition);
      ways = this.decide(e.condition, first);
    } else ways = this.ways(e.condition);
    const { yes, no, mentions } = ways;
    walk.state = walk.controlled(yes, mentions);
    const a = yes === undefined ? undefined : e.yes === undefined ? first : this.evaluate(e.yes);
    const afterYes = walk.state;
    walk.state = walk.controlled(no, mentions);
    const b = no === undefined ? undefined : this.evaluate(e.no);
    const afterNo = walk.state;
    walk.state = walk.join(afterYes, afterNo, mentions, control);
    if (a === undefined || afterYes === undefined) return b ?? doubtful();
    if (b === undefined || afterNo === undefined) return a;
    const value = madeOf(
      either(a, b, yes === undefined || no === undefined ? undefined : differingWays(yes, no)),
      mentions,
    );
    return yes !== undefined && no !== undefined && this.isInDoubt(before, yes, no) && !isSame(a, b)
      ? doubtful(value.mentions)
      : value;
  }
}

/** What decides between two outcomes: all that their conditions read. */
function differingWays(yes: FlowState, no: FlowState): ReadonlySet<string> {
  return new Set([...yes.decided, ...no.decided]);
}
