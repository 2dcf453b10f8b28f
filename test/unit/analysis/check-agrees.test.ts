// What `check` finds in one look is what the editor finds, which works in steps and after edits.
import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_CHECK_SETTINGS, type SettingsAt } from '../../../server/src/core/analysis/session/check-settings.ts';
import { checkSession, checkTree } from '../../../server/src/core/analysis/session/check.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { RULES } from '../../../server/src/core/rules/registry.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { finish, openSample, readWhole } from '../../kit/rule-session.ts';
import { sampleFolder, tinyKernel } from '../../kit/tiny-kernel.ts';

/** The bad examples that are one source, each as a source of its own, in one tree. */
const mistakes: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.flatMap(({ id, bad }) => (typeof bad === 'string' ? [[`sys/net/${id}.c`, bad]] : [])),
);

function overSample(texts: Readonly<Record<string, string>>): OverlayFiles {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  for (const [path, text] of Object.entries(texts)) files.set(path, text);
  return files;
}

test('a look at the tree finds what a session finds in steps', () => {
  const workspace = openWorkspace(overSample(mistakes), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  // With a rule that searches the whole tree for what others only look up.
  const settingsAt: SettingsAt = () => ({ ...DEFAULT_CHECK_SETTINGS, rules: { 'unused-member': 'information' } });
  const once = checkTree(workspace, undefined, settingsAt);
  assert.ok(once.findings.length > Object.keys(mistakes).length / 2);
  assert.ok(once.findings.some(({ rule }) => rule === 'unused-member'));
  assert.deepEqual(checkSession(openSample(mistakes, settingsAt)), once);
});

test('after edits both find what a fresh look finds', () => {
  const live = openSample();
  const atOnce = Session.openAtOnce(new NodeFiles(sampleFolder), { arch: 'amd64' });
  assert.ok(!('failure' in atOnce));
  const before = checkSession(atOnce);
  for (const session of [live, atOnce])
    for (const [path, text] of Object.entries(mistakes)) session.setText(path, text);
  finish(live);
  // A source that is new to a session is looked at when it is asked about.
  const paths = Object.keys(mistakes);
  const workspace = openWorkspace(overSample(mistakes), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const fresh = checkTree(workspace, paths);
  assert.deepEqual(checkSession(atOnce, paths), fresh);
  for (const path of paths) live.findings(path);
  finish(live);
  assert.deepEqual(checkSession(live, paths), fresh);
  for (const session of [live, atOnce]) for (const path of paths) session.close(path);
  finish(live);
  assert.deepEqual([checkSession(live), checkSession(atOnce)], [before, before]);
});

test('where the configuration lacks VIMAGE, the editor too finds what the tree with it would have', () => {
  const source = 'sys/net/a.c';
  const text = `#include <net/vnet.h>
struct large { char bytes[70000]; };
VNET_DEFINE(struct large, large);
int first(void) { return VNET(large).bytes[0]; }
`;
  const kernel = (): OverlayFiles => tinyKernel({ sources: { [source]: text }, vimage: false });
  const workspace = openWorkspace(kernel(), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const once = checkTree(workspace);
  const session = readWhole(kernel());
  assert.ok(once.findings.some(({ rule }) => rule === 'large-global'));
  assert.deepEqual(checkSession(session), once);
  session.setText(source, '#include <net/vnet.h>\n');
  finish(session);
  assert.deepEqual(session.findings(source), []);
  session.close(source);
  session.setText(source, text);
  finish(session);
  assert.deepEqual(checkSession(session, [source]), checkTree(workspace, [source]));
});
