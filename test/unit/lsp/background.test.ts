import assert from 'node:assert/strict';
import test from 'node:test';
import { Background, type Timers } from '../../../server/src/lsp/background.ts';
import type { Tree } from '../../../server/src/lsp/trees.ts';

/** A clock that a test moves; each step of work takes `stepMs`. */
class TestTimers implements Timers {
  time = 0;
  readonly waiting: { readonly at: number; readonly work: () => void }[] = [];
  readonly turns: (() => void)[] = [];

  now(): number {
    return this.time;
  }
  after(ms: number, work: () => void): unknown {
    const timer = { at: this.time + ms, work };
    this.waiting.push(timer);
    return timer;
  }

  soon(work: () => void): void {
    this.turns.push(work);
  }
  stop(timer: unknown): void {
    const known = this.waiting.findIndex((one) => one === timer);
    if (known >= 0) this.waiting.splice(known, 1);
  }

  /** Moves the clock and calls what is due. */
  pass(ms: number): void {
    this.time += ms;
    for (const timer of this.waiting.filter(({ at }) => at <= this.time)) {
      this.stop(timer);
      timer.work();
    }
  }

  /** One turn of the event loop. */
  turn(): void {
    for (const work of this.turns.splice(0)) work();
  }
}

function setUp(
  steps: number,
  stepMs: number,
  fail?: number,
  progressed: () => void = () => undefined,
): {
  readonly timers: TestTimers;
  readonly background: Background;
  readonly left: () => number;
  readonly failures: unknown[];
} {
  const timers = new TestTimers();
  let left = steps;
  const failures: unknown[] = [];
  const session = {
    step(): boolean {
      if (left === 0) return false;
      timers.time += stepMs;
      left--;
      if (left === fail) throw new Error('a step failed');
      return true;
    },
  };
  const background = new Background(timers, () => [{ session } as unknown as Tree], {
    progressed,
    failed: (error) => {
      failures.push(error);
    },
  });
  return { timers, background, left: () => left, failures };
}

test('work begins after a short quiet and is done in slices', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  timers.turn();
  assert.equal(left(), 10);
  timers.pass(30);
  timers.turn();
  // Two steps of 4 ms fill a slice of 6.
  assert.equal(left(), 8);
  timers.turn();
  assert.equal(left(), 6);
});

test('a request goes first', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  timers.pass(30);
  background.requestCame();
  timers.turn();
  timers.turn();
  assert.equal(left(), 10);
  background.requestAnswered();
  timers.turn();
  assert.equal(left(), 8);
});

test('while somebody types it rests', () => {
  const { timers, background, left } = setUp(100, 1);
  background.wake();
  timers.pass(30);
  timers.turn();
  const before = left();
  background.wake(300);
  timers.turn();
  // The slice that was on its way is the last one.
  const rest = left();
  assert.ok(before - rest <= 7);
  for (let i = 0; i < 5; i++) timers.turn();
  assert.equal(left(), rest);
  timers.pass(300);
  for (let i = 0; i < 40; i++) timers.turn();
  assert.equal(left(), 0);
});

test('bytes from the client hold it up until they can be a request', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  timers.pass(30);
  background.inputCame();
  for (let i = 0; i < 3; i++) timers.turn();
  assert.equal(left(), 10);
  timers.turn();
  assert.equal(left(), 8);
});

test('after an answer it rests, though a slice had been arranged', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  timers.pass(30);
  timers.turn();
  const before = left();
  background.requestCame();
  timers.turn();
  background.requestAnswered();
  background.wake();
  for (let i = 0; i < 5; i++) timers.turn();
  assert.equal(left(), before);
  timers.pass(30);
  timers.turn();
  assert.ok(left() < before);
});

test('somebody who waits for it does not slow it down', () => {
  const { timers, background, left } = setUp(10, 4, undefined, () => {
    background.goOn();
  });
  background.goOn();
  timers.pass(30);
  // Two steps of 4 ms fill a slice of 6; no time passes but theirs.
  for (let i = 0; i < 5; i++) timers.turn();
  assert.equal(left(), 0);
  // And when nothing is left, it does not spin.
  timers.turn();
  timers.turn();
  assert.deepEqual(timers.turns, []);
  assert.equal(timers.waiting.length, 1);
});

test('a client that never stops asking does not stop it', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  // Two steps of 4 ms fill a slice of 6.
  const lefts = Array.from({ length: 300 }, () => {
    background.wake();
    timers.pass(10);
    timers.turn();
    return left();
  });
  assert.deepEqual([...new Set(lefts)], [10, 8, 6, 4, 2, 0]);
  // Half a second of asking, and a slice; its own 8 ms are on the clock as well.
  assert.equal(lefts.filter((one) => one === 8).length, 50);
});

test('a step that fails is told, and the rest is done', () => {
  const { timers, background, left, failures } = setUp(10, 1, 5);
  background.wake();
  timers.pass(30);
  for (let i = 0; i < 10; i++) timers.turn();
  assert.equal(left(), 0);
  assert.equal(failures.length, 1);
});

test('after the end nothing is done', () => {
  const { timers, background, left } = setUp(10, 4);
  background.wake();
  background.stop();
  timers.pass(1000);
  timers.turn();
  assert.equal(left(), 10);
});

test('a step that fails for good is given up, and tried once more with each message', () => {
  const timers = new TestTimers();
  let tries = 0;
  const session = {
    step(): boolean {
      tries++;
      throw new Error('always');
    },
  };
  const tree = { session } as unknown as Tree;
  const background = new Background(timers, () => [tree], { progressed: () => undefined, failed: () => undefined });
  background.wake();
  timers.pass(30);
  for (let i = 0; i < 1000; i++) timers.turn();
  assert.ok(tries < 100, `${tries} tries`);
  const before = tries;
  background.wake();
  timers.pass(30);
  for (let i = 0; i < 1000; i++) timers.turn();
  assert.equal(tries, before + 1);
});

test("work that is asked for by the last slice's listeners is done", () => {
  const timers = new TestTimers();
  let left = 1;
  let asked = 0;
  const session = {
    step(): boolean {
      if (left === 0) return false;
      left--;
      return true;
    },
  };
  const tree = { session } as unknown as Tree;
  const background = new Background(timers, () => [tree], {
    failed: () => undefined,
    // Only now it is known that there is more to do.
    progressed: () => {
      if (left > 0 || asked++ > 0) return;
      left = 3;
      background.wake(0);
    },
  });
  background.wake();
  timers.pass(30);
  for (let i = 0; i < 10; i++) timers.turn();
  assert.deepEqual([left, asked > 0], [0, true]);
});
