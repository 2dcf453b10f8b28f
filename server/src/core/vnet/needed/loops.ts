import type * as A from '../../parser/ast.ts';
import type { Expressions } from './expressions.ts';
import { FlowState, meet } from './flow-state.ts';
import type { JumpTargets } from './jump-targets.ts';
import { doubtful, either, isSame, open, union, type PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';

/** The most passes over a loop. */
const MOST_TURNS = 3;

/** Follows loops. */
export class Loops {
  private readonly walk: Walk;
  private readonly expressions: Expressions;
  private readonly targets: JumpTargets;
  private readonly statement: (s: A.Statement) => void;

  constructor(walk: Walk, expressions: Expressions, targets: JumpTargets, statement: (s: A.Statement) => void) {
    this.walk = walk;
    this.expressions = expressions;
    this.targets = targets;
    this.statement = statement;
  }

  /** Follows the loop once on entry, then again until the state at its head no longer changes. */
  follow(
    condition: A.Expression | undefined,
    body: A.Statement,
    step: A.Expression | undefined,
    isTestedFirst: boolean,
  ): void {
    const { walk, expressions } = this;
    const entry = walk.state;
    const control = entry?.control ?? [];
    const target = this.targets.push('loop');
    let after: FlowState | undefined;
    const test = (): void => {
      if (condition === undefined) return;
      const { yes, no, mentions } = expressions.conditions.ways(condition);
      after = meet(after, walk.controlled(no, mentions));
      walk.state = walk.controlled(yes, mentions);
    };
    const round = (): void => {
      target.continued = undefined;
      this.statement(body);
      walk.state = meet(walk.state, target.continued);
      if (step !== undefined && walk.state !== undefined) expressions.evaluate(step);
    };
    if (isTestedFirst) test();
    const isSkipped = after !== undefined;
    round();
    const end = walk.state;
    if (!isTestedFirst && walk.state !== undefined) test();
    for (let turn = 1, head = entry; head !== undefined && walk.state !== undefined; turn++) {
      const again = comingRound(head, walk.state);
      // A test at the head must see the state after a pass; a test at the end has seen it.
      if (turn > 1 && isLikewise(head, again)) break;
      head = new FlowState(again);
      walk.state = again;
      if (isTestedFirst) test();
      if (turn === MOST_TURNS) break;
      if (walk.state !== undefined) round();
      if (!isTestedFirst && walk.state !== undefined) test();
    }
    this.targets.pop();
    const left = meet(target.broken, after);
    if (left !== undefined) {
      // A loop is assumed to end, even if the number of its passes is unknown.
      if (!isSkipped && target.broken === undefined && end !== undefined) left.doubts = end.doubts;
      if (isSkipped || target.broken === undefined) left.control = control;
    }
    walk.state = left;
  }
}

/** The state at the start of every pass: what the loop changes is unknown. */
function comingRound(entry: FlowState, end: FlowState): FlowState {
  const met = meet(entry, end) ?? end;
  for (const key of [...met.places.keys()]) met.places.set(key, changing(entry.place(key), end.place(key)));
  for (const key of [...met.memory.keys()]) {
    const [before, after] = [entry.memory.get(key), end.memory.get(key)];
    if (before !== undefined && after !== undefined) met.memory.set(key, changing(before, after));
  }
  met.doubts = end.doubts;
  return met;
}

function changing(before: PossibleValue, after: PossibleValue): PossibleValue {
  if (isSame(before, after)) return either(before, after);
  const mentions = union(before.mentions, after.mentions);
  return after.kind === 'open' || before.kind === 'open' ? open(mentions) : doubtful(mentions);
}

/** Whether the state at a loop's head has stopped changing. */
function isLikewise(before: FlowState, again: FlowState): boolean {
  const isEqual = (a: PossibleValue | undefined, b: PossibleValue | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && isSame(a, b));
  return (
    [...again.places].every(([key, value]) => isSame(before.place(key), value)) &&
    [...before.memory.keys()].every((key) => isEqual(before.memory.get(key), again.memory.get(key)))
  );
}
