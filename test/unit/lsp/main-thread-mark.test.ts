// What another thread reads of a busy main thread.
import assert from 'node:assert/strict';
import test from 'node:test';
import { MainThreadMark } from '../../../server/src/lsp/main-thread-mark.ts';

test('turns, a debugger and the file are seen through the same memory', () => {
  const main = new MainThreadMark();
  const watch = new MainThreadMark(main.memory);
  assert.deepEqual([watch.turns, watch.mayBeStopped, watch.workedOn], [0, false, '']);
  main.turn(false);
  main.turn(true);
  main.workOn('/usr/src/sys/net/größe.c');
  assert.deepEqual([watch.turns, watch.mayBeStopped, watch.workedOn], [2, true, '/usr/src/sys/net/größe.c']);
  main.workOn('/a.c');
  assert.equal(watch.workedOn, '/a.c');
  main.workOn('');
  assert.equal(watch.workedOn, '');
});

test('a name that is too long is cut between characters', () => {
  const mark = new MainThreadMark();
  mark.workOn('ö'.repeat(5000));
  assert.equal(mark.workedOn, 'ö'.repeat(2048));
});
