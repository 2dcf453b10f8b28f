import assert from 'node:assert/strict';
import { DEFAULT_CHECK_SETTINGS, type SettingsAt } from '../../server/src/core/analysis/session/check-settings.ts';
import { DEFAULT_SCOPE } from '../../server/src/core/compat/default-scope.ts';
import { measureLayouts } from '../../server/src/core/analysis/layouts/measure-layouts.ts';
import { POLICIES } from '../../server/src/core/compat/policy.ts';
import type { ComparedBaseline } from '../../server/src/core/analysis/layouts/live-compat.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { Session } from '../../server/src/core/analysis/session/session.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import type { Finding, Example } from '../../server/src/core/rules/rule.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import { sampleFolder } from './tiny-kernel.ts';

/** Where a rule's example lies in the sample kernel: a source that its configuration doesn't compile. */
export const FIXTURE = 'sys/net/fixture.c';

export type Files = Readonly<Record<string, string>>;

export function filesOf(example: Example): Files {
  return typeof example === 'string' ? { [FIXTURE]: example } : example;
}

/** A session of the sample kernel with all it can know, some files replaced or added. */
export function openSample(files: Files = {}, settingsAt?: SettingsAt): Session {
  const overlay = new OverlayFiles(new NodeFiles(sampleFolder));
  for (const [path, text] of Object.entries(files)) overlay.set(path, text);
  return readWhole(overlay, settingsAt);
}

export function readWhole(files: OverlayFiles, settingsAt?: SettingsAt, arch = 'amd64'): Session {
  const session = Session.open(files, { arch, settingsAt });
  assert.ok(!('failure' in session), 'failure' in session ? session.failure.message : '');
  finish(session);
  return session;
}

/** Does all background work that is left. */
export function finish(session: Session): void {
  while (session.step()) continue;
}

/** Rules that are off where nobody asks for them are on here. */
export const allOn: SettingsAt = () => ({
  ...DEFAULT_CHECK_SETTINGS,
  rules: Object.fromEntries(
    RULES.filter(({ severity }) => severity === 'off').map(({ id }) => [id, 'information' as const]),
  ),
});

/** A tree as it is, for what becomes of it to be compared with. */
export function baselineOf(workspace: Workspace, name: string): ComparedBaseline {
  const [policy] = POLICIES;
  assert.ok(policy !== undefined);
  return { name, layouts: measureLayouts(workspace, DEFAULT_SCOPE).layouts, policy };
}

let baseline: ComparedBaseline | undefined;

/** The sample kernel as it is: what an example that lies over it is compared with. */
function sampleBaseline(): ComparedBaseline {
  if (baseline === undefined) {
    const workspace = openWorkspace(new NodeFiles(sampleFolder), { arch: 'amd64' });
    assert.ok(!('failure' in workspace));
    baseline = baselineOf(workspace, 'the sample kernel');
  }
  return baseline;
}

let shared: Session | undefined;

/** Findings by path, for files that are C of the sample kernel or lie beside it. */
export function findingsIn(files: Files): ReadonlyMap<string, readonly Finding[]> {
  const isPlain = Object.keys(files).every((path) => path.endsWith('.c'));
  const session = isPlain ? (shared ??= openSample({}, allOn)) : openSample(files, allOn);
  if (!isPlain) session.compareWith(sampleBaseline());
  for (const [path, text] of Object.entries(files)) session.setText(path, text);
  const found = new Map<string, readonly Finding[]>();
  for (const path of Object.keys(files)) {
    // What a module compiles is worked out when it is first asked for.
    session.findings(path);
    finish(session);
    found.set(path, session.findings(path) ?? []);
  }
  if (isPlain) for (const path of Object.keys(files)) session.close(path);
  return found;
}
