import type { Expression } from '../parser/ast.ts';
import * as P from '../lexer/punctuators.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { integerShape } from '../types/arithmetic.ts';
import { integerName, keep, load } from './access.ts';
import { boundsOf, eitherValue, unknownValue, type Value } from './value.ts';
import { DEAD, type Completion, type Frame, type Join } from './frame.ts';
import { PathEnd, type Interpreter } from './interpreter.ts';
import { bounded } from './arithmetic.ts';

/** Thrown by a statement inside an expression that leaves it. */
export class LeavesExpression extends Error {
  readonly completion: Completion;

  constructor(completion: Completion) {
    super('a statement leaves its expression');
    this.completion = completion;
  }
}

/** Keeps what has been written on a way that leaves here, for the place where it comes together with others. */
export function capture(m: Interpreter, frame: Frame, completion: Completion): void {
  switch (completion.kind) {
    case 'dead':
      return;
    case 'return':
      frame.returns.push({ cells: m.store.above(frame.depth), value: completion.value });
      return;
    case 'goto': {
      const known = frame.gotos.get(completion.label);
      const cells = m.store.above(frame.depth);
      if (known === undefined) frame.gotos.set(completion.label, [cells]);
      else known.push(cells);
      return;
    }
    case 'break':
    case 'continue': {
      const join = frame.joins.findLast(({ kind }) => completion.kind === 'break' || kind === 'loop');
      if (join !== undefined)
        (completion.kind === 'break' ? join.breaks : join.continues).push(m.store.above(join.depth));
    }
  }
}

/** Whether ways that left earlier in this call wait to come together, outside the joins from `joins` on. */
function hasWays({ returns, gotos, joins: all }: Frame, joins: number): boolean {
  return (
    returns.length > 0 ||
    gotos.size > 0 ||
    all.some(({ breaks, continues }, i) => i < joins && (breaks.length > 0 || continues.length > 0))
  );
}

/**
 * Runs a part of a function in which every way that is gone now may end: others that left the function, or a loop,
 * before go on then.
 */
export function leaving(m: Interpreter, work: () => Completion | undefined): Completion | undefined {
  const { frame, calls, store } = m;
  const { depth } = store;
  const joins = frame?.joins.length ?? 0;
  try {
    return work();
  } catch (error) {
    if (error instanceof LeavesExpression) return error.completion;
    if (!(error instanceof PathEnd) || frame === undefined || !hasWays(frame, joins)) throw error;
    frame.joins.length = joins;
    m.frame = frame;
    m.calls = calls;
    store.pop(depth);
    return DEAD;
  }
}

/** Runs one of two ways; whatever ends it early is kept where it leads, and nothing where the kernel panics. */
function oneWay(m: Interpreter, frame: Frame, way: () => Completion | undefined): 'goes on' | 'leaves' | 'ends' {
  const { store, calls } = m;
  const joins = frame.joins.length;
  try {
    const completion = way();
    if (completion === undefined) return 'goes on';
    if (completion === DEAD) return 'ends';
    capture(m, frame, completion);
    return 'leaves';
  } catch (error) {
    frame.joins.length = joins;
    m.frame = frame;
    m.calls = calls;
    m.store = store;
    if (error instanceof LeavesExpression) {
      capture(m, frame, error.completion);
      return 'leaves';
    }
    if (error instanceof PathEnd) return 'ends';
    throw error;
  }
}

/** Goes both ways from a condition that is not known. */
export function bothWays(
  m: Interpreter,
  reason: string,
  yes: () => Completion | undefined,
  no: () => Completion | undefined,
): Completion | undefined {
  const frame = m.current;
  const { store } = m;
  const { depth } = store;
  m.forks(reason);
  m.uncertain++;
  try {
    store.push();
    const { forked } = m;
    const firstEnd = oneWay(m, frame, yes);
    const first = store.pop(depth);
    const between = m.forked;
    store.push();
    const secondEnd = oneWay(m, frame, no);
    const second = store.pop(depth);
    // An assertion leaves one way: it costs next to nothing.
    if ((firstEnd === 'ends' && between === forked) || (secondEnd === 'ends' && m.forked === between)) m.forked--;
    const goesOn = firstEnd === 'goes on';
    const alsoGoesOn = secondEnd === 'goes on';
    if (!goesOn && !alsoGoesOn) return DEAD;
    store.put(!goesOn ? second : !alsoGoesOn ? first : store.either([first, second], reason));
    return undefined;
  } finally {
    m.uncertain--;
  }
}

/** The value of one of two expressions, where it is not known of which. */
export function bothValues(m: Interpreter, reason: string, yes: () => Value, no: () => Value): Value {
  let first: Value | undefined;
  let second: Value | undefined;
  const end = bothWays(
    m,
    reason,
    () => {
      first = yes();
      return undefined;
    },
    () => {
      second = no();
      return undefined;
    },
  );
  if (end !== undefined) throw new PathEnd(undefined);
  if (first === undefined || second === undefined) return first ?? second ?? unknownValue(reason);
  if (first.kind === 'bytes' || second.kind === 'bytes') return unknownValue(reason);
  return eitherValue(first, second, reason);
}

/** Puts ways together that lead to one place; `isAlive`: the present one leads there too. */
export function comeTogether(
  m: Interpreter,
  { depth }: Pick<Join, 'depth'>,
  ways: Join['breaks'],
  isAlive: boolean,
  reason: string,
): boolean {
  const { store } = m;
  if (ways.length === 0) return isAlive;
  const present = store.pop(depth);
  store.push(store.either(isAlive ? [present, ...ways] : ways, reason));
  return true;
}

/** Notes what a condition says when it is true, or false: of a variable whose value lies between bounds. */
export function assume(m: Interpreter, condition: Expression, isTrue: boolean, scope: BlockScope | undefined): void {
  if (condition.kind === 'unary' && condition.operator === P.P_NOT) {
    assume(m, condition.operand, !isTrue, scope);
    return;
  }
  if (condition.kind === 'call' && condition.callee.kind === 'name') {
    const [first] = condition.arguments;
    if (first !== undefined && m.current.code.source.resolver.spelling(condition.callee.name) === '__builtin_expect')
      assume(m, first, isTrue, scope);
    return;
  }
  if (condition.kind === 'cast') return assume(m, condition.operand, isTrue, scope);
  if (condition.kind === 'binary') {
    const { operator, left, right } = condition;
    if ((operator === P.P_ANDAND && isTrue) || (operator === P.P_OROR && !isTrue)) {
      assume(m, left, isTrue, scope);
      assume(m, right, isTrue, scope);
      return;
    }
    narrow(m, left, operator, right, isTrue, scope);
    narrow(m, right, MIRRORED.get(operator) ?? -1, left, isTrue, scope);
    return;
  }
  if (condition.kind === 'name' || condition.kind === 'member')
    narrowBy(m, condition, P.P_NE, [0n, 0n], isTrue, scope, true);
}

const MIRRORED = new Map([
  [P.P_LT, P.P_GT],
  [P.P_GT, P.P_LT],
  [P.P_LE, P.P_GE],
  [P.P_GE, P.P_LE],
  [P.P_EQ, P.P_EQ],
  [P.P_NE, P.P_NE],
]);
const NEGATED = new Map([
  [P.P_LT, P.P_GE],
  [P.P_GT, P.P_LE],
  [P.P_LE, P.P_GT],
  [P.P_GE, P.P_LT],
  [P.P_EQ, P.P_NE],
  [P.P_NE, P.P_EQ],
]);

function narrow(
  m: Interpreter,
  subject: Expression,
  operator: number,
  other: Expression,
  isTrue: boolean,
  scope: BlockScope | undefined,
): void {
  if ((subject.kind !== 'name' && subject.kind !== 'member') || !isPlain(other)) return;
  const bounds = boundsOf(m.steps.evaluate(m, other, scope));
  const { source } = m.current.code;
  const isSigned = [subject, other].every((one) => {
    const name = integerName(source, m.typeOf(one, scope));
    return name !== undefined && integerShape(name, m.target)?.isSigned === true;
  });
  // Where one side is unsigned both are compared so: then only what is not negative keeps its order.
  if (bounds !== undefined && (isSigned || bounds[0] >= 0n))
    narrowBy(m, subject, operator, bounds, isTrue, scope, isSigned);
}

/** An expression that can be evaluated once more. */
function isPlain(e: Expression): boolean {
  switch (e.kind) {
    case 'name':
    case 'number':
    case 'character':
    case 'sizeof':
      return true;
    case 'cast':
    case 'unary':
      return isPlain(e.operand);
    case 'binary':
      return isPlain(e.left) && isPlain(e.right);
    case 'member':
      return isPlain(e.object);
    default:
      return false;
  }
}

function narrowBy(
  m: Interpreter,
  subject: Expression,
  operator: number,
  [otherLow, otherHigh]: readonly [bigint, bigint],
  isTrue: boolean,
  scope: BlockScope | undefined,
  mayBeNegative: boolean,
): void {
  if (!isPlain(subject)) return;
  const place = m.steps.locate(m, subject, scope);
  if (place.kind === 'unknown' || place.bits !== undefined) return;
  const value = load(m, place);
  const name = integerName(m.current.code.source, place.type);
  const bounds = boundsOf(value);
  if (value.kind !== 'unknown' || name === undefined || bounds === undefined || (!mayBeNegative && bounds[0] < 0n))
    return;
  let [low, high] = bounds;
  switch (isTrue ? operator : NEGATED.get(operator)) {
    case P.P_LT:
      high = least(high, otherHigh - 1n);
      break;
    case P.P_LE:
      high = least(high, otherHigh);
      break;
    case P.P_GT:
      low = most(low, otherLow + 1n);
      break;
    case P.P_GE:
      low = most(low, otherLow);
      break;
    case P.P_EQ:
      low = most(low, otherLow);
      high = least(high, otherHigh);
      break;
    case P.P_NE:
      if (otherLow === otherHigh && low === otherLow) low++;
      else if (otherLow === otherHigh && high === otherLow) high--;
      break;
    default:
      return;
  }
  if (low > high) throw new PathEnd(undefined);
  if (low === bounds[0] && high === bounds[1]) return;
  keep(m, place, bounded(unknownValue(value.reason, low, high), name, m.target));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
