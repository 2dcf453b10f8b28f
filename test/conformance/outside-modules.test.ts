// Modules outside a tree against the objects that clang and lld make of them with the same tree's headers.
// VNETSCOPE_KERNEL_TREE and VNETSCOPE_OUTSIDE (folders, ':' between them) name real ones; VNETSCOPE_MODULE_OPTIONS
// whose opt_*.h.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { layoutReport } from '../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import type { ModuleOptions, Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { projectFolder } from '../../server/src/host/module-folders.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { compareModules } from '../kit/compare-modules.ts';
import { missingCompiler } from '../kit/compiled-image.ts';
import { KernelBuild } from '../kit/kernel-build.ts';
import { root } from '../kit/source-graph.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-outside-'));
const skip = missingCompiler() ?? false;
after(() => rmSync(scratch, { recursive: true, force: true }));

function open(tree: string, folders: readonly string[], arch: string, moduleOptions?: ModuleOptions): Workspace {
  const outside = { folders, modulePath: [], treeNames: [tree], readable: folders.map(projectFolder) };
  const files = new NodeFiles(tree);
  for (const project of outside.readable) files.permitted.allowFolder(project);
  const workspace = openWorkspace(files, { arch, moduleOptions, outside });
  assert.ok(!('failure' in workspace), JSON.stringify(workspace));
  return workspace;
}

async function hold(
  name: string,
  workspace: Workspace,
  tree: string,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const names = workspace.outside.given.map((entry) => entry.name);
  const { variables, problems } = layoutReport(workspace, names);
  assert.deepEqual(problems, []);
  const build = new KernelBuild(tree, mkdtempSync(path.join(scratch, 'build')), workspace);
  const { bytes, relocations, sysinitCount, unknown, mismatches } = await compareModules(build, names);
  process.stdout.write(
    `${name}: ${names.join(' ')}: ${variables.length} rows, ${bytes} bytes, ${relocations} relocations, ${sysinitCount} sysinits compared, ${mismatches.length} differ\n`,
  );
  assert.deepEqual(mismatches, []);
  assert.deepEqual(unknown, []);
  return { rows: variables.length, bytes };
}

describe('the fixtures beside the sample kernel', { skip }, () => {
  const sample = path.join(root, 'test/minikernel');
  const fixtures = path.join(root, 'test/outside');
  for (const arch of ['amd64', 'arm64']) {
    for (const moduleOptions of [undefined, 'kernel'] as const) {
      test(`${arch}, ${moduleOptions ?? 'their own'} options`, async () => {
        const { rows, bytes } = await hold(`fixtures, ${arch}`, open(sample, [fixtures], arch, moduleOptions), sample);
        assert.ok(rows >= 8 && bytes > 60, `${rows} rows, ${bytes} bytes`);
      });
    }
  }
});

const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? '';
const folders = (process.env['VNETSCOPE_OUTSIDE'] ?? '').split(':').filter((folder) => folder !== '');
test(
  'real modules',
  { skip: tree === '' || folders.length === 0 ? 'no VNETSCOPE_KERNEL_TREE and VNETSCOPE_OUTSIDE' : skip },
  async () => {
    const moduleOptions = process.env['VNETSCOPE_MODULE_OPTIONS'] === 'kernel' ? 'kernel' : undefined;
    for (const folder of folders)
      await hold(folder, open(tree, [folder], process.env['VNETSCOPE_KERNEL_ARCH'] ?? 'amd64', moduleOptions), tree);
  },
);
