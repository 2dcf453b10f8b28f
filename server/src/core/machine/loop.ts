import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { isMemory, leadsOfRange, memoryOf } from './cell.ts';
import { unknownByte, type ByteMark, type Pointee } from './byte-mark.ts';
import { assume, capture, comeTogether, leaving } from './branch.ts';
import { DEAD, type Completion, type Join } from './frame.ts';
import { BudgetSpent, PathEnd, type Interpreter } from './interpreter.ts';
import type { Loop } from './parsed-code.ts';
import { contains, type Seek } from './seek.ts';
import { sameMark } from './memory.ts';
import type { Cells } from './store.ts';
import type { Cell } from './thing.ts';
import { leading, leadsOf, sameValue, unknownValue, type UnknownValue } from './value.ts';

/** Rounds of a loop whose end is not known until what it changes is given up, and until all is. */
const EXACT_ROUNDS = 2;
const MOST_ROUNDS = 8;

/** Longer stretches of bytes (their number) that differ are not compared one by one. */
const MOST_COMPARED = 1 << 16;

/** A loop of more rounds and steps than this is put together if it writes nothing but locals and allocated memory. */
const LONG_ROUNDS = 16;
const LONG_STEPS = 10_000;

/** while, do and for (C17 6.8.5). */
export function executeLoop(
  m: Interpreter,
  s: Loop,
  outer: BlockScope | undefined,
  seek?: Seek,
): Completion | undefined {
  const frame = m.current;
  const join: Join = { depth: m.store.depth, kind: 'loop', breaks: [], continues: [] };
  m.store.push();
  frame.joins.push(join);
  // Where its condition, or its step, ends every way, those that broke out of it go on.
  const end = leaving(m, () => new LoopRun(m, s, outer, join).run(seek));
  frame.joins.length = frame.joins.lastIndexOf(join);
  if (end !== undefined && end !== DEAD && join.breaks.length > 0) capture(m, frame, end);
  else if (end !== undefined && end !== DEAD) {
    m.store.fold(join.depth);
    return end;
  }
  const goesOn = comeTogether(m, join, join.breaks, end === undefined, 'it depends on which of several paths is taken');
  m.store.fold(join.depth);
  return goesOn ? undefined : DEAD;
}

class LoopRun {
  private readonly m: Interpreter;
  private readonly s: Loop;
  private readonly join: Join;
  private readonly scope: BlockScope | undefined;
  private readonly test: Expression | undefined;
  /** Objects that were made before it. */
  private readonly made: number;

  constructor(m: Interpreter, s: Loop, outer: BlockScope | undefined, join: Join) {
    this.m = m;
    this.s = s;
    this.join = join;
    this.scope = outer;
    this.made = m.madeNow.length;
    if (s.kind === 'for' && s.start?.kind === 'declare') {
      this.scope = m.scopeOf(s, [s.start], outer);
    }
    this.test = s.condition;
  }

  /** How it ends; undefined: behind the loop it goes on. */
  run(seek: Seek | undefined): Completion | undefined {
    const { m, s } = this;
    if (seek === undefined && s.kind === 'for' && s.start !== undefined) {
      if (s.start.kind === 'declare') {
        const end = m.steps.execute(m, s.start, this.scope);
        if (end !== undefined) return end;
      } else m.steps.evaluate(m, s.start, this.scope);
    }
    let from = seek !== undefined && contains(s.body, seek) ? seek : undefined;
    let isFirst = s.kind === 'do' || from !== undefined;
    let nextLook = m.stepsDone + LONG_STEPS;
    for (let rounds = 0; ; rounds++) {
      m.step();
      if (!isFirst) {
        const goesOn = this.goesOn();
        if (goesOn === false) return undefined;
        if (goesOn !== true) return this.uncertain(goesOn);
        if (rounds >= LONG_ROUNDS && m.stepsDone > nextLook && m.ledger === undefined) {
          nextLook = Infinity;
          const end = this.together();
          if (end !== 'not settled') return end;
        }
      }
      isFirst = false;
      const { forked } = m;
      const end = this.round(from);
      from = undefined;
      if (end !== 'again') return end;
      // Only what is not known leads out of it.
      if (this.test === undefined && m.forked > forked && rounds === EXACT_ROUNDS) {
        const end = this.together(true);
        if (end !== 'not settled') return end;
      }
    }
  }

  /**
   * All further rounds together, where what they write is local or was allocated: how many there are does not matter
   * then. What could not be put together is gone round by round.
   */
  private together(isWhatever = false): Completion | undefined | 'not settled' {
    const { m, join } = this;
    const { store, current: frame, calls, writes } = m;
    const before = store.above(join.depth);
    if (!isWhatever) for (const { pointee } of before.keys()) if (pointee.kind !== 'made') return 'not settled';
    const { length } = writes;
    const { forked } = m;
    const kept = {
      returns: frame.returns.length,
      joins: frame.joins.length,
      breaks: join.breaks.length,
      continues: join.continues.length,
      gotos: [...frame.gotos].map(([label, ways]) => ({ label, ways: [...ways] })),
    };
    try {
      const end = this.uncertain(unknownValue('a loop of many rounds is not run round by round'));
      if (isWhatever || writes.length === length) return end;
    } catch (error) {
      if (!(error instanceof BudgetSpent) || m.isSpent) throw error;
    }
    m.frame = frame;
    m.calls = calls;
    m.forked = forked;
    writes.length = length;
    frame.returns.length = kept.returns;
    frame.joins.length = kept.joins;
    join.breaks.length = kept.breaks;
    join.continues.length = kept.continues;
    frame.gotos.clear();
    for (const { label, ways } of kept.gotos) frame.gotos.set(label, ways);
    store.pop(join.depth);
    store.push(before);
    return 'not settled';
  }

  private goesOn(): boolean | UnknownValue {
    if (this.test === undefined) return true;
    this.m.current.at = this.test.from;
    return this.m.steps.condition(this.m, this.test, this.scope);
  }

  /** The body once, and the step. */
  private round(from: Seek | undefined): Completion | undefined | 'again' {
    const { m, s, join } = this;
    const end = m.steps.execute(m, s.body, this.scope, from);
    if (end?.kind === 'break') return undefined;
    const isAlive = end === undefined || end.kind === 'continue';
    if (!isAlive && end !== DEAD) {
      if (join.continues.length === 0) return end;
      capture(m, m.current, end);
    }
    if (!comeTogether(m, join, join.continues.splice(0), isAlive, 'it depends on which of several paths is taken'))
      return DEAD;
    if (s.kind === 'for' && s.step !== undefined) m.steps.evaluate(m, s.step, this.scope);
    return 'again';
  }

  /** From here on it is not known how often the body runs. */
  private uncertain(why: UnknownValue): Completion | undefined {
    const { m, join } = this;
    let reason = why.reason;
    m.uncertain++;
    try {
      for (let round = 0; ; round++) {
        m.forks(reason);
        if (round >= MOST_ROUNDS) throw new BudgetSpent('the state of a loop whose end is not known keeps changing');
        const { test } = this;
        if (test !== undefined)
          this.aside(() => {
            assume(m, test, false, this.scope);
            return { kind: 'break' };
          });
        const before = m.store.above(join.depth);
        const after = this.once(before);
        if (after === undefined || !this.widen(after, reason, round >= EXACT_ROUNDS)) return DEAD;
        const goesOn = this.goesOn();
        if (goesOn === false) {
          join.breaks.push(m.store.above(join.depth));
          return DEAD;
        }
        if (goesOn !== true) reason = goesOn.reason;
      }
    } finally {
      m.uncertain--;
    }
  }

  /**
   * One more round, from what is now and above the join is `before`: what is written behind it; undefined when no way
   * leads there.
   */
  private once(before: Cells): Cells | undefined {
    const { m, join } = this;
    const { store, current: frame, calls } = m;
    const ways: Cells[] = [];
    store.push();
    try {
      if (this.test !== undefined) assume(m, this.test, true, this.scope);
      const end = m.steps.execute(m, this.s.body, this.scope);
      if (end === undefined || end.kind === 'continue') ways.push(store.above(join.depth));
      else capture(m, frame, end);
    } catch (error) {
      if (!(error instanceof PathEnd)) throw error;
      m.frame = frame;
      m.calls = calls;
    }
    ways.push(...join.continues.splice(0));
    store.pop(join.depth);
    let after: Cells | undefined;
    if (ways.length > 0) {
      store.push(store.either(ways, 'it depends on which of several paths is taken'));
      if (this.s.kind === 'for' && this.s.step !== undefined) m.steps.evaluate(m, this.s.step, this.scope);
      after = store.pop(join.depth);
    }
    store.push(before);
    return after;
  }

  /** A way that leaves, from what is now. */
  private aside(way: () => Completion): void {
    const { m } = this;
    const { depth } = m.store;
    m.store.push();
    try {
      capture(m, m.current, way());
    } catch (error) {
      if (!(error instanceof PathEnd)) throw error;
    }
    m.store.pop(depth);
  }

  /** Puts together what was before a round and what is after it; false when nothing has changed. */
  private widen(after: Cells, reason: string, isGivenUp: boolean): boolean {
    const { store, target } = this.m;
    let hasChanged = false;
    let own: Set<Pointee> | undefined;
    const isNew = (pointee: Pointee): boolean =>
      pointee.kind === 'made' &&
      (own ??= new Set(this.m.madeNow.slice(this.made).map((thing) => thing.pointee))).has(pointee);
    for (const [thing, made] of store.either([after, new Map()], reason)) {
      // What a round has made is reached through what has changed.
      if (!store.isTouched(thing)) {
        store.write(thing, made);
        continue;
      }
      const before = store.read(thing);
      let next = made;
      const isSettled = isSame(before, next, this.m, isNew);
      hasChanged ||= !isSettled;
      if (isGivenUp && !isSettled) {
        if (!isMemory(next))
          next = { value: leading(unknownValue(reason), leadsOf(next.value)), sizeBytes: next.sizeBytes };
        else
          for (const { offset, sizeBytes } of memoryOf(before, target).differences(next))
            next = next.mark(offset, sizeBytes, unknownByte(reason, leadsOfRange([next], offset, sizeBytes)));
      }
      store.write(thing, next);
    }
    return hasChanged;
  }
}

/**
 * @param isNew tells objects that the loop has made: where pointers lead that are not known is told apart for all
 * others. What a further round makes has no other name.
 */
function isSame(a: Cell, b: Cell, m: Interpreter, isNew: (pointee: Pointee) => boolean): boolean {
  if (a === b) return true;
  if (!isMemory(a) && !isMemory(b) && a.value.kind !== 'bytes') {
    if (a.value.kind !== 'unknown' || b.value.kind !== 'unknown')
      return JSON.stringify(a.value, plainly) === JSON.stringify(b.value, plainly);
    const old = ({ leads, ...value }: UnknownValue): UnknownValue =>
      leading(
        value,
        leads?.where((pointee) => !isNew(pointee)),
      );
    return sameValue(old(a.value), old(b.value));
  }
  const [one, other] = [memoryOf(a, m.target), memoryOf(b, m.target)];
  const old = (byte: ByteMark | undefined): ByteMark | undefined => {
    if (byte?.mark.kind !== 'unknown' || byte.mark.leads === undefined) return byte;
    const leads = byte.mark.leads.where((pointee) => !isNew(pointee));
    return leads === byte.mark.leads ? byte : { mark: { ...byte.mark, leads }, index: 0 };
  };
  return one.differences(other).every(({ offset, sizeBytes }) => {
    if (sizeBytes > MOST_COMPARED) return false;
    const left = one.read(offset, sizeBytes);
    const right = other.read(offset, sizeBytes);
    return left.bytes.every(
      (byte, i) => byte === right.bytes[i] && sameMark(old(left.marks?.[i]), old(right.marks?.[i])),
    );
  });
}

function plainly(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return key === 'thing' ? (value as { readonly name: string; readonly pointee: object }).pointee : value;
}
