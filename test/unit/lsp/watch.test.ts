import assert from 'node:assert/strict';
import test from 'node:test';
import { CHECK_EVERY_MS, GRACE_MS, STUCK_MS, Watch, type FromWatch } from '../../../server/src/lsp/watch.ts';

const CLIENT = 100;

/** A world whose clock a test moves. */
class World {
  readonly alive = new Set([CLIENT]);
  parentNow = 1;
  readonly told: FromWatch[] = [];
  readonly killed: number[] = [];
  hasEnded = false;
  /** The main thread comes round. */
  isTurning = true;
  isDebugged = false;
  stuckTimes = 0;
  private time = 0;
  private readonly waiting: { readonly at: number; readonly work: () => void }[] = [];
  readonly watch = new Watch({
    isAlive: (processId) => this.alive.has(processId),
    parent: () => this.parentNow,
    tell: (message) => {
      this.told.push(message);
    },
    kill: (processId) => {
      this.killed.push(processId);
    },
    end: () => {
      this.hasEnded = true;
    },
    turns: () => (this.isDebugged ? undefined : this.isTurning ? this.time : -1),
    stuck: () => {
      this.stuckTimes++;
    },
    after: (ms, work) => {
      this.waiting.push({ at: this.time + ms, work });
    },
  });

  pass(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = this.waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.waiting.splice(this.waiting.indexOf(due), 1);
      this.time = due.at;
      due.work();
    }
    this.time = until;
  }
}

test('nothing happens while the client is there', () => {
  const world = new World();
  world.watch.take({ kind: 'client', processId: CLIENT });
  world.pass(1000 * CHECK_EVERY_MS);
  assert.deepEqual([world.told, world.hasEnded], [[], false]);
});

test('a client that is gone: the main thread is told, and ended when it does not end by itself', () => {
  const world = new World();
  world.watch.take({ kind: 'client', processId: CLIENT });
  world.pass(10 * CHECK_EVERY_MS);
  world.alive.delete(CLIENT);
  world.pass(CHECK_EVERY_MS);
  assert.deepEqual([world.told, world.hasEnded], [[{ kind: 'clientGone' }], false]);
  world.pass(GRACE_MS);
  assert.equal(world.hasEnded, true);
});

test('a parent that is dead and not buried is gone', () => {
  const world = new World();
  world.parentNow = CLIENT;
  world.watch.take({ kind: 'client', processId: CLIENT });
  world.pass(CHECK_EVERY_MS);
  world.parentNow = 1;
  world.pass(CHECK_EVERY_MS + GRACE_MS);
  assert.equal(world.hasEnded, true);
});

test('the parent that is not the client may go', () => {
  const world = new World();
  world.parentNow = 50;
  world.watch.take({ kind: 'client', processId: CLIENT });
  world.parentNow = 1;
  world.pass(100 * CHECK_EVERY_MS);
  assert.equal(world.hasEnded, false);
});

test('what the process has started goes before it; what has ended is let alone', () => {
  const world = new World();
  world.watch.take({ kind: 'started', child: 7 });
  world.watch.take({ kind: 'started', child: 8 });
  world.watch.take({ kind: 'ended', child: 7 });
  world.watch.inputEnded();
  assert.deepEqual(world.told, [{ kind: 'inputEnded' }]);
  world.pass(GRACE_MS);
  assert.deepEqual([world.killed, world.hasEnded], [[8], true]);
});

test('a main thread that does not come round is ended, with the processes that it has started', () => {
  const world = new World();
  world.watch.take({ kind: 'started', child: 7 });
  world.pass(100 * CHECK_EVERY_MS);
  world.isTurning = false;
  world.pass(STUCK_MS);
  assert.deepEqual([world.stuckTimes, world.hasEnded], [0, false]);
  world.pass(CHECK_EVERY_MS);
  assert.deepEqual([world.stuckTimes, world.hasEnded, world.killed], [1, true, [7]]);
  world.pass(STUCK_MS);
  assert.equal(world.stuckTimes, 1);
});

test('one that comes round in between is not stuck, nor is one that a debugger may have stopped', () => {
  const world = new World();
  for (let i = 0; i < 10; i++) {
    world.isTurning = false;
    world.pass(STUCK_MS - CHECK_EVERY_MS);
    world.isTurning = true;
    world.pass(2 * CHECK_EVERY_MS);
  }
  world.isTurning = false;
  world.isDebugged = true;
  world.pass(10 * STUCK_MS);
  assert.deepEqual([world.stuckTimes, world.hasEnded], [0, false]);
});

test('a client that is gone comes first', () => {
  const world = new World();
  world.watch.take({ kind: 'client', processId: CLIENT });
  world.isTurning = false;
  world.alive.delete(CLIENT);
  world.pass(STUCK_MS);
  assert.deepEqual([world.told, world.stuckTimes, world.hasEnded], [[{ kind: 'clientGone' }], 0, true]);
});
