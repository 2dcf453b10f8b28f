import type * as A from '../../parser/ast.ts';
import type { Expressions } from './expressions.ts';
import { FlowState, meet, withDoubt } from './flow-state.ts';
import type { JumpTargets } from './jump-targets.ts';
import { known, narrowed, union, type PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';
import { innerStatements } from '../../parser/inner-statements.ts';

/** A switch that is being followed. */
interface Switch {
  readonly head: FlowState;
  readonly value: PossibleValue;
  readonly operand: A.Expression;
  readonly cases: readonly Extract<A.Statement, { kind: 'case' | 'default' }>[];
}

/** Follows switches, each case with what its value says. */
export class Switches {
  private readonly walk: Walk;
  private readonly expressions: Expressions;
  private readonly targets: JumpTargets;
  private readonly statement: (s: A.Statement) => void;
  private switches: Switch[] = [];

  constructor(walk: Walk, expressions: Expressions, targets: JumpTargets, statement: (s: A.Statement) => void) {
    this.walk = walk;
    this.expressions = expressions;
    this.targets = targets;
    this.statement = statement;
  }

  /** Runs `work` with none around. */
  inFunction(work: () => void): void {
    const { switches } = this;
    this.switches = [];
    work();
    this.switches = switches;
  }

  follow(s: Extract<A.Statement, { kind: 'switch' }>): void {
    const { walk } = this;
    const value = this.expressions.evaluate(s.value);
    const head = walk.state;
    if (head === undefined) return;
    const cases: Extract<A.Statement, { kind: 'case' | 'default' }>[] = [];
    collectCases(s.body, cases);
    const { control } = head;
    const exits = walk.frame?.exits ?? 0;
    const target = this.targets.push('switch');
    const one: Switch = { head, value, operand: s.value, cases };
    this.switches.push(one);
    walk.state = undefined;
    this.statement(s.body);
    this.switches.pop();
    this.targets.pop();
    const through = cases.some(({ kind }) => kind === 'default') ? undefined : this.caseState(one, undefined);
    const left = meet(meet(target.broken, walk.state), through);
    // Its breaks are no exits: without others every case comes here.
    const breaks = countBreaks(s.body);
    if (left !== undefined && (walk.frame?.exits ?? 0) - exits <= breaks) {
      left.doubts = head.doubts;
      left.control = control;
    }
    walk.state = left;
  }

  /** Comes to a case of the innermost switch. */
  enter(s: Extract<A.Statement, { kind: 'case' | 'default' }>): void {
    const inner = this.switches[this.switches.length - 1];
    if (inner === undefined) return;
    this.walk.state = meet(this.caseState(inner, s), this.walk.state);
  }

  /**
   * The state at a case, at the default or, without one, after the switch; undefined if the value never leads there.
   */
  private caseState(
    { head, value, operand, cases }: Switch,
    s: Switch['cases'][number] | undefined,
  ): FlowState | undefined {
    const { walk, expressions } = this;
    const number = (e: A.Expression): bigint | undefined => {
      const found = walk.engine.folded(e, walk.scope);
      return typeof found === 'bigint' ? found : undefined;
    };
    const state = new FlowState(head);
    state.decided = new Set([...state.decided, ...expressions.places.variables(operand)]);
    if (value.mentions.length > 0) state.control = union(state.control, value.mentions);
    const doubt = (): FlowState => {
      state.doubts = withDoubt(state.doubts, {
        decision: s ?? {},
        way: true,
        why: 'the compiler may decide the switch around it',
      });
      return state;
    };
    const text = expressions.places.text(operand);
    const keep = (narrower: PossibleValue): FlowState => {
      if (text?.startsWith('{') === true && !text.includes('!')) state.places.set(text, narrower);
      else if (
        text?.startsWith('!') === true &&
        !text.startsWith('!s') &&
        (narrower.kind === 'known' || narrower.kind === 'open')
      )
        state.memory.set(text, { ...narrower, mentions: [] });
      return state;
    };
    if (value.kind === 'doubtful') return doubt();
    if (s?.kind === 'case') {
      const first = number(s.first);
      if (first === undefined || s.last !== undefined) return doubt();
      const possible =
        value.kind === 'known'
          ? value.values.includes(first)
          : value.kind === 'open' &&
            !value.not.includes(first) &&
            (value.least === undefined || value.least <= first) &&
            (value.greatest === undefined || value.greatest >= first);
      return possible ? keep(known(first, value.mentions)) : undefined;
    }
    let rest: PossibleValue | undefined = value;
    for (const one of cases) {
      if (one.kind === 'default' || rest === undefined) continue;
      const first = number(one.first);
      if (first === undefined || one.last !== undefined) return doubt();
      rest = narrowed(rest, first, false);
    }
    // All that the type can hold has its case.
    if (
      rest?.kind === 'open' &&
      rest.least !== undefined &&
      rest.greatest !== undefined &&
      rest.greatest - rest.least < 64n
    ) {
      const { not, least, greatest } = rest;
      if (BigInt(not.filter((one) => one >= least && one <= greatest).length) > greatest - least) return undefined;
    }
    return rest === undefined ? undefined : keep(rest);
  }
}

function collectCases(s: A.Statement, into: Extract<A.Statement, { kind: 'case' | 'default' }>[]): void {
  if (s.kind === 'case' || s.kind === 'default') into.push(s);
  for (const inner of innerStatements(s)) if (inner.kind !== 'switch') collectCases(inner, into);
}

/** Breaks of a switch itself. */
function countBreaks(s: A.Statement): number {
  if (s.kind === 'break') return 1;
  return innerStatements(s).reduce(
    (count, inner) =>
      inner.kind === 'switch' || inner.kind === 'while' || inner.kind === 'do' || inner.kind === 'for'
        ? count
        : count + countBreaks(inner),
    0,
  );
}
