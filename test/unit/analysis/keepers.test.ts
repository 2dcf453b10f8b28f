// What an edit puts back, and that whoever keeps answers is told of it: in the order in which they work.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Keepers, type Step } from '../../../server/src/core/analysis/workspace/keepers.ts';
import { DOCUMENT_STATES, PUT_BACK, TreeChange } from '../../../server/src/core/analysis/workspace/tree-change.ts';

const reaches = (change: TreeChange): string =>
  DOCUMENT_STATES.map((state) => `${state} ${change.reach(state)}`).join(', ');

test('an edit of a source puts back its own unit, and the findings of all', () => {
  assert.equal(
    reaches(TreeChange.edit(['sys/net/if.c'])),
    'text itself, tokens itself, facts itself, unit itself, part readers, flow itself, findings all',
  );
});

test('an edit of a header puts back every unit, and the parts of those that read it', () => {
  assert.equal(
    reaches(TreeChange.edit(['sys/net/if.c', 'sys/net/if.h'])),
    'text itself, tokens itself, facts itself, unit all, part readers, flow readers, findings all',
  );
});

test('a file that comes puts back no text of another', () => {
  const change = TreeChange.edit([], ['sys/net/new.h']);
  assert.equal(change.putsBack('text'), false);
  assert.equal(change.putsBack('findings'), true);
  assert.equal(change.isArrival, false);
});

test('what arrives late puts back what stands behind it, and nothing before', () => {
  assert.equal(
    reaches(TreeChange.arrival('part', ['sys/net/if.c'])),
    'text none, tokens none, facts none, unit none, part readers, flow itself, findings all',
  );
  assert.equal(TreeChange.arrival('findings').putsBack('flow'), false);
  assert.equal(TreeChange.arrival('findings').isArrival, true);
});

test('every state says what becomes of it for every kind of file', () => {
  assert.deepEqual(Object.keys(PUT_BACK), [...DOCUMENT_STATES]);
});

/** A keeper that answers with what the list has next, and notes what it is told. */
class Scripted {
  readonly told: TreeChange[] = [];
  private readonly steps: Step[];

  constructor(...steps: Step[]) {
    this.steps = steps;
  }

  forget(change: TreeChange): void {
    this.told.push(change);
  }

  step(): Step {
    return this.steps.shift() ?? 'nothing';
  }
}

test('the first that has something to do works, those behind it when it has not', () => {
  const keepers = new Keepers();
  const [first, second] = [new Scripted('worked'), new Scripted('worked')];
  keepers.add(first, { forget: () => undefined }, second);
  assert.deepEqual([keepers.step(), keepers.step(), keepers.step()], [true, true, false]);
});

test('one that waits for a worker stops nobody, and its answer is a change for all', () => {
  const keepers = new Keepers();
  const answer = TreeChange.arrival('part', ['sys/net/if.c']);
  const waiting = new Scripted('waiting', 'waiting', answer);
  const other = new Scripted('worked');
  keepers.add(waiting, other);
  assert.equal(keepers.step(), true);
  assert.equal(keepers.step(), false);
  assert.equal(keepers.isWaiting, true);
  assert.equal(keepers.step(), true);
  assert.deepEqual([waiting.told, other.told], [[answer], [answer]]);
  assert.equal(keepers.step(), false);
  assert.equal(keepers.isWaiting, false);
});
