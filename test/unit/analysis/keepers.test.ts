// What an edit puts back, and that whoever keeps answers is told of it: in the order in which they work.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Keepers, type Step } from '../../../server/src/core/analysis/workspace/keepers.ts';
import { filesBelow, textOf } from '../../kit/source-graph.ts';
import { FOUND_OUT_IN } from '../../kit/deaf-keepers.ts';
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

/** Classes of the server by file: their heads up to the brace, and the text behind it. */
const classes = filesBelow('server/src')
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    textOf(file)
      .split(/^(?=(?:export )?(?:abstract )?class )/m)
      .slice(1)
      .map((text) => {
        const [head = '', name = ''] = /class (\w+)[^{]*/.exec(text) ?? [];
        return { file, name, isKeeper: /\bimplements\b.*\bKeeper\b/s.test(head), text };
      }),
  );

test('every class that keeps answers has a test that finds it out if it does not hear of a change', () => {
  assert.deepEqual(
    classes
      .filter(({ isKeeper }) => isKeeper)
      .map(({ name }) => name)
      .sort(),
    Object.keys(FOUND_OUT_IN).sort(),
  );
  for (const [keeper, file] of Object.entries(FOUND_OUT_IN)) assert.match(textOf(file), new RegExp(`\\b${keeper}\\b`));
});

/** What a keeper owns hears of changes from it. */
const OWNED: Readonly<Record<string, string>> = {
  Keepers: 'all of them',
  ContainerFiles: 'Containers',
  StoredUnits: 'Workspace',
};

test('nothing else hears of changes, and nobody joins the list without a name', () => {
  assert.deepEqual(
    classes
      .filter(
        ({ isKeeper, name, text }) => !isKeeper && !(name in OWNED) && /^ {2}forget\(.*\bTreeChange\b/m.test(text),
      )
      .map(({ file, name }) => `${file}: ${name}`),
    [],
  );
  assert.deepEqual(
    filesBelow('server/src').filter((file) => file.endsWith('.ts') && /[kK]eepers\.add\(\s*\{/.test(textOf(file))),
    [],
  );
});
