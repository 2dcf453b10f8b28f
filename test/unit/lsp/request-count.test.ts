// A thread that works beside the server waits while requests come.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestCount } from '../../../server/src/lsp/request-count.ts';

/** The server's count, and that of the thread; `during` is called in each wait and returns how many requests came. */
function waits(before: number, during: (wait: number) => number): readonly number[] {
  const server = new RequestCount();
  const thread = new RequestCount(server.shared);
  const seen: number[] = [];
  const add = (requests: number): void => {
    for (let i = 0; i < requests; i++) server.add();
  };
  add(before);
  thread.waitForPause((count) => {
    seen.push(count);
    add(during(seen.length));
  });
  return seen;
}

test('no request: no wait', () => {
  assert.deepEqual(
    waits(0, () => 0),
    [],
  );
});

test('a request is waited for once', () => {
  assert.deepEqual(
    waits(3, () => 0),
    [3],
  );
});

test('while requests come the wait begins anew', () => {
  assert.deepEqual(
    waits(1, (wait) => (wait < 3 ? 2 : 0)),
    [1, 3, 5],
  );
});

test('a client that never stops asking does not hold the work up for ever', () => {
  assert.equal(waits(1, () => 1).length, 20);
});

test('a request that was waited for is not waited for again', () => {
  const server = new RequestCount();
  const thread = new RequestCount(server.shared);
  server.add();
  let count = 0;
  const wait = (): void => {
    count++;
  };
  thread.waitForPause(wait);
  thread.waitForPause(wait);
  assert.equal(count, 1);
  server.add();
  thread.waitForPause(wait);
  assert.equal(count, 2);
});

test('the wait of the thread ends by itself', () => {
  const server = new RequestCount();
  server.add();
  new RequestCount(server.shared).waitForPause();
});
