// What is in a fresh vnet follows an edit of its constructors: what is run again leads to what a whole boot of the
// edited tree leads to, and what can't be run again alone is not told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FreshVnet, type FreshValue } from '../../../server/src/core/analysis/image/fresh-vnet.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import type { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { TreeChange } from '../../../server/src/core/analysis/workspace/tree-change.ts';
import type { Workspace } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { RICH_PATH, RICH_SOURCE, richFiles } from '../../kit/rich-constructors.ts';

function opened(files: OverlayFiles): { readonly workspace: Workspace; readonly fresh: FreshVnet } {
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const fresh = FreshVnet.boot(workspace);
  assert.ok(!('failure' in fresh));
  return { workspace, fresh };
}

function of(values: readonly FreshValue[], name: string): string | undefined {
  return values.find((value) => value.name === name)?.inOthers;
}

/** Without what a boot gives other numbers: objects. */
function plainly(values: readonly FreshValue[]): unknown {
  return values.map((value) => ({ ...value, inVnet0: value.inVnet0, inOthers: value.inOthers }));
}

/** Edits one after the other; the value of a variable, where it is easily seen. */
const EDITS: readonly (readonly [from: string, to: string, name: string, value: string])[] = [
  ['wanted = 300;', 'wanted = 1000;', 'rich_buckets', '1024'],
  ['V_rich_buckets - 1;', 'V_rich_buckets - 2;', 'rich_mask', '1022'],
  ['V_rich_count == 4', 'V_rich_count == 5', 'rich_count', '5'],
  ['return (value * 2);', 'return (0);', 'rich_mode', '1'],
  ['size <<= 1)', 'size <<= 2)', 'rich_buckets', '1024'],
  ['return (10);', 'return (20);', 'rich_untouched', '7'],
  ['V_rich_rate.shift = 19;', '', 'rich_count', '5'],
  ['V_rich_level -= V_rich_limit;', 'if (V_rich_limit > 99)\n\t\tV_rich_level = 1;', 'rich_level', '1'],
];

test('constructors that an edit concerns are run again', () => {
  const files = richFiles();
  const { workspace, fresh } = opened(files);
  let text = RICH_SOURCE;
  for (const [from, to, name, value] of EDITS) {
    assert.ok(text.includes(from), from);
    text = text.replace(from, to);
    files.set(RICH_PATH, text);
    workspace.keepers.forget(TreeChange.edit([RICH_PATH]));
    assert.equal(fresh.changed(RICH_PATH), true, from);
    assert.equal(of(fresh.values(), name), value, from);
    const again = richFiles();
    again.set(RICH_PATH, text);
    assert.deepEqual(plainly(fresh.values()), plainly(opened(again).fresh.values()), from);
  }
});

test('an edit outside of functions asks for a boot', () => {
  for (const [from, to] of [
    ['#define\tRICH_MAX\t1024', '#define\tRICH_MAX\t64'],
    ['VNET_DEFINE(int, rich_limit) = 100;', 'VNET_DEFINE(int, rich_limit) = 101;'],
    ['SI_SUB_PROTO_IF, SI_ORDER_ANY, rich_sizes_init', 'SI_SUB_PROTO_MC, SI_ORDER_ANY, rich_sizes_init'],
  ] as const) {
    const files = richFiles();
    const { workspace, fresh } = opened(files);
    assert.ok(RICH_SOURCE.includes(from), from);
    files.set(RICH_PATH, RICH_SOURCE.replace(from, to));
    workspace.keepers.forget(TreeChange.edit([RICH_PATH]));
    assert.equal(fresh.changed(RICH_PATH), false, from);
  }
});

test('the line that sets a variable is told', () => {
  const { fresh } = opened(richFiles());
  const line = RICH_SOURCE.split('\n').findIndex((text) => text.includes('V_rich_mask = ')) + 1;
  assert.deepEqual(
    fresh.values().find(({ name }) => name === 'rich_mask'),
    {
      name: 'rich_mask',
      file: RICH_PATH,
      inVnet0: '511',
      inOthers: '511',
      writer: { function: 'rich_sizes_init', file: RICH_PATH, line },
    },
  );
  assert.equal(fresh.values().find(({ name }) => name === 'rich_untouched')?.writer, undefined);
});
