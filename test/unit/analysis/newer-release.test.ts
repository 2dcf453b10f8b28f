// The sample kernel under the version of a release that is not known: its own macros and functions answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isFailure } from '../../../server/src/core/kernel/failure.ts';
import { kernelImage } from '../../../server/src/core/analysis/image/kernel-image.ts';
import { placedLayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import type { Workspace } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

function sample(version: number): Workspace {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  const param = files.read('sys/sys/param.h') ?? '';
  files.set('sys/sys/param.h', param.replace(/(#define\s+__FreeBSD_version\s+)\d+/, `$1${version}`));
  files.set(
    'sys/conf/newvers.sh',
    'REVISION="15.0"\nBRANCH=${BRANCH_OVERRIDE:-CURRENT}\nRELEASE="${REVISION}-${BRANCH}"\n',
  );
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace), JSON.stringify(workspace));
  return workspace;
}

const MESSAGE =
  'FreeBSD 15 is newer than the releases that vnetscope was tested with (up to 14): its own macros, functions and makefiles are followed, no built-in table is used';

for (const modules of [[], ['shaper']]) {
  test(`layout ${modules.length === 0 ? 'of the kernel' : 'of a module'}: one problem, every row as before`, () => {
    const [known, newer] = [sample(1_300_139), sample(1_500_023)].map((workspace) =>
      placedLayoutReport(workspace, modules, 'set_vnet'),
    );
    const newest = { file: 'sys/sys/param.h', line: 17, message: MESSAGE };
    assert.deepEqual(new Set(newer?.problems), new Set([newest, ...(known?.problems ?? [])]));
    assert.equal(newer?.problems.length, (known?.problems.length ?? 0) + 1);
    assert.ok(known !== undefined && known.variables.length > 0);
    assert.deepEqual([newer.variables, newer.section, newer.modules], [known.variables, known.section, known.modules]);
    assert.deepEqual(newer.release, { name: '15.0-CURRENT', osreldate: 1_500_023 });
  });
}

test('a simulated kernel says it once too', () => {
  const image = kernelImage(sample(1_500_023));
  assert.ok(!isFailure(image));
  assert.equal(image.problems.filter(({ message }) => message === MESSAGE).length, 1);
});
