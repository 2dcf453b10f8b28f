// The kernel image, all that the simulator is fed with, against the objects that clang and lld make: every byte of set_vnet
// and set_pcpu, every relocation, every entry of the sysinit, sysuninit and sysctl sets in the linker's order.
// VNETSCOPE_KERNEL_TREE names a real tree, VNETSCOPE_KERNEL_ARCH its machine (amd64 without).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { kernelImage } from '../../server/src/core/analysis/kernel-image.ts';
import { structView, ViewPool } from '../../server/src/core/analysis/type-view.ts';
import { compareImage, type ImageComparison } from '../kit/compare-image.ts';
import { compileImage, missingCompiler } from '../kit/compiled-image.ts';
import { KernelBuild } from '../kit/kernel-build.ts';
import { root } from '../kit/source-graph.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-image-'));
const skip = missingCompiler() ?? false;
const realTree = process.env['VNETSCOPE_KERNEL_TREE'];

after(() => rmSync(folder, { recursive: true, force: true }));

async function compared(tree: string, arch: string, kernconf?: string): Promise<ImageComparison> {
  const build = new KernelBuild(tree, path.join(folder, `${arch}-${kernconf ?? 'real'}`), { arch, options: ['VIMAGE'], ...(kernconf === undefined ? {} : { kernconf }) });
  const { workspace } = build;
  const pool = new ViewPool();
  const image = kernelImage(workspace, pool);
  if ('failure' in image) throw new Error(image.failure.message);
  const objects = image.objects.flatMap((source) => workspace.kernel.objects.find((object) => object.source === source) ?? []);
  const headers = ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/sysctl.h'].filter((name) => workspace.files.isFile(workspace.inSys(name)));
  const oid = structView(workspace.translate('<oid>', headers.map((name) => `#include <${name}>\n`).join(''), workspace.kernel.compile).engine, pool, 'sysctl_oid');
  return compareImage(image, await compileImage(build, objects, 'kernel'), image.machine.pointerBytes, 'fields' in oid ? oid : undefined);
}

function verdict(name: string, { bytes, relocations, sysinitCount, vnetSysinits, sysctlCount, unknown, mismatches }: ImageComparison): void {
  process.stdout.write(`kernel image of ${name}: ${bytes} bytes, ${relocations} relocations, ${sysinitCount} sysinits (${vnetSysinits} of vnets), ${sysctlCount} sysctls compared, ${mismatches.length} differ, ${unknown.length} ranges unknown\n`);
  assert.deepEqual(mismatches, []);
  assert.deepEqual(unknown, []);
}

describe('the sample kernel', { skip }, () => {
  for (const [arch, kernconf] of [['amd64', 'GENERIC'], ['amd64', 'SHAPED'], ['arm64', 'GENERIC']] as const) {
    test(`${arch} ${kernconf}`, async () => {
      const found = await compared(path.join(root, 'test/minikernel'), arch, kernconf);
      verdict(`the sample kernel, ${arch} ${kernconf}`, found);
      // An image that lost its entries would agree with a compiler that was asked for nothing.
      assert.ok(found.bytes > 1000 && found.relocations > 0 && found.vnetSysinits > 10 && found.sysctlCount > 10, JSON.stringify(found));
    });
  }
});

describe('a real kernel', { skip: realTree === undefined ? 'no VNETSCOPE_KERNEL_TREE' : skip }, () => {
  test('GENERIC', async () => {
    assert.ok(realTree !== undefined);
    const arch = process.env['VNETSCOPE_KERNEL_ARCH'] ?? 'amd64';
    const found = await compared(realTree, arch);
    verdict(`${realTree}, ${arch}`, found);
    assert.ok(found.bytes > 20_000 && found.vnetSysinits > 20 && found.sysctlCount > 100, JSON.stringify(found));
  });
});
