// After an edit the tree's flow is patched, not read anew: it must be what reading everything again gives.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveFlow } from '../../../server/src/core/analysis/live-flow.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/overlay-files.ts';
import { buildTreeIndex, checkedFiles } from '../../../server/src/core/analysis/tree-index.ts';
import type { TreeFlow } from '../../../server/src/core/flow/tree-flow.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { Seeded } from '../../kit/seeded.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const EDITS = 24;

/** Everything that the rules ask of it. */
function told(tree: TreeFlow): readonly string[] {
  return [...tree.paths].flatMap((path) => tree.functions(path).map((one) => [
    path, one.flow.name, JSON.stringify(tree.story(one, 'needs')), JSON.stringify(tree.story(one, 'sleeps')),
    tree.callers(one).map(({ node, call }) => `${node.path} ${node.flow.name} ${call.start}`).join(), tree.resolve(path, one.flow.name).map(({ path: file }) => file).join(),
  ].join('\n')));
}

const STATEMENTS = ['V_if_index++;', 'CURVNET_SET(vnet0); CURVNET_RESTORE();', '(void)malloc(8, M_TEMP, M_WAITOK);', 'if_alloc(0);', 'ip_input(NULL); tcp_input(NULL);', 'return;', ''];

test(`${EDITS} edits of the sample kernel's functions`, () => {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const sources = checkedFiles(buildTreeIndex(workspace, true));
  const live = new LiveFlow(workspace, () => sources);
  assert.ok(told(live.tree).length > 50);
  const random = new Seeded(11);
  const edited = sources.filter((path) => path.endsWith('.c'));
  for (let k = 0; k < EDITS; k++) {
    const path = random.pick(edited);
    const text = new NodeFiles(sampleFolder).read(path) ?? '';
    const bodies = [...text.matchAll(/^\{\n/gm)].map((match) => match.index + 2);
    const at = bodies.length === 0 ? text.length : random.pick(bodies);
    // Now and then a function comes that others may call: then everything is joined anew.
    const isNew = random.chance(0.15);
    files.set(path, isNew ? `${text}void if_alloc_${k}(void) { ${random.pick(STATEMENTS)} }\n` : `${text.slice(0, at)}${random.pick(STATEMENTS)}\n${text.slice(at)}`);
    workspace.forget([path]);
    live.forget([path]);
    assert.deepEqual(told(live.tree), told(new LiveFlow(workspace, () => sources).tree), `edit ${k} of ${path}`);
  }
});
