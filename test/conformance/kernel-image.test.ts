// The kernel image, all that the simulator is fed with, against the objects that clang and lld make: every byte of
// set_vnet and set_pcpu, every relocation, every entry of the sysinit, sysuninit and sysctl sets in the linker's order.
// VNETSCOPE_KERNEL_TREE names a real tree, VNETSCOPE_KERNEL_ARCH its machine (amd64 without).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { modulesWithSet } from '../../server/src/core/analysis/region/compiling-modules.ts';
import { kernelImage } from '../../server/src/core/analysis/image/kernel-image.ts';
import { ViewPool } from '../../server/src/core/analysis/workspace/type-view.ts';
import { vimageCost } from '../../server/src/core/analysis/answers/vimage-cost.ts';
import { compareImage, type ImageComparison } from '../kit/compare-image.ts';
import { compareModules, oidOf } from '../kit/compare-modules.ts';
import { compileImage, missingCompiler } from '../kit/compiled-image.ts';
import { KernelBuild } from '../kit/kernel-build.ts';
import { root } from '../kit/source-graph.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-image-'));
const skip = missingCompiler() ?? false;
const realTree = process.env['VNETSCOPE_KERNEL_TREE'];

after(() => rmSync(folder, { recursive: true, force: true }));

function open(tree: string, arch: string, kernconf: string | undefined): KernelBuild {
  return new KernelBuild(tree, mkdtempSync(path.join(folder, arch)), {
    arch,
    options: ['VIMAGE'],
    ...(kernconf === undefined ? {} : { kernconf }),
  });
}

async function compareKernel(build: KernelBuild): Promise<ImageComparison> {
  const { workspace } = build;
  const pool = new ViewPool();
  const image = kernelImage(workspace, pool);
  if ('failure' in image) throw new Error(image.failure.message);
  const objects = image.objects.flatMap(
    (source) => workspace.kernel.objects.find((object) => object.source === source) ?? [],
  );
  return compareImage(
    image,
    await compileImage(build, objects, 'kernel'),
    image.machine.pointerBytes,
    oidOf(build, pool),
  );
}

function verdict(
  name: string,
  { bytes, relocations, sysinitCount, vnetSysinits, sysctlCount, unknown, mismatches }: ImageComparison,
): void {
  process.stdout.write(
    `image of ${name}: ${bytes} bytes, ${relocations} relocations, ${sysinitCount} sysinits (${vnetSysinits} of vnets), ${sysctlCount} sysctls compared, ${mismatches.length} differ, ${unknown.length} ranges unknown\n`,
  );
  assert.deepEqual(mismatches, []);
  assert.deepEqual(unknown, []);
}

/**
 * What VNET_DEFINE makes without VIMAGE: size and section of each global. At -O0: the optimizer drops and shrinks
 * static ones.
 */
async function comparePlain(
  tree: string,
  arch: string,
  kernconf: string | undefined,
): Promise<{ readonly compared: number; readonly mismatches: readonly string[] }> {
  const build = new KernelBuild(tree, mkdtempSync(path.join(folder, arch)), {
    arch,
    options: ['nooptions VIMAGE'],
    ...(kernconf === undefined ? {} : { kernconf }),
  });
  const cost = vimageCost(build.workspace);
  if ('failure' in cost) throw new Error(cost.failure.message);
  const globals = cost.variables.flatMap(({ name, file, plain }) => (plain === null ? [] : [{ name, file, ...plain }]));
  const sources = new Set(globals.map(({ file }) => file));
  const objects = build.workspace.kernel.objects.filter(({ source }) => sources.has(source));
  const mismatches: string[] = [];
  for (const object of objects) {
    const elf = await compileImage(build, [object], 'plain', ['-O0']);
    for (const { name, size, section, align } of globals.filter(({ file }) => file === object.source)) {
      const place = elf.section(section ?? '')?.section;
      const found = elf.symbolsNamed(name);
      // Without __used__ clang emits no static one that only unreachable code mentions.
      if (
        found.length === 0 &&
        new RegExp(`(?:VNET_DEFINE_STATIC|static\\s+VNET_DEFINE)\\([^;]*\\b${name}\\b`).test(
          build.workspace.files.read(object.source) ?? '',
        )
      )
        continue;
      if (
        !found.some((symbol) => symbol.section === place && symbol.size === size && symbol.offset % (align ?? 1) === 0)
      )
        mismatches.push(`${object.source} ${name}: ${size} bytes in ${section}, in the file ${JSON.stringify(found)}`);
    }
  }
  return { compared: globals.length, mismatches };
}

describe('the sample kernel', { skip }, () => {
  const sample = path.join(root, 'test/minikernel');
  for (const [arch, kernconf] of [
    ['amd64', 'GENERIC'],
    ['amd64', 'SHAPED'],
    ['arm64', 'GENERIC'],
    ['powerpc64le', 'GENERIC64LE'],
  ] as const) {
    test(`${arch} ${kernconf}`, async () => {
      const found = await compareKernel(open(sample, arch, kernconf));
      verdict(`the sample kernel, ${arch} ${kernconf}`, found);
      // An image that lost its entries would agree with a compiler that was asked for nothing.
      assert.ok(
        found.bytes > 1000 && found.relocations > 0 && found.vnetSysinits > 10 && found.sysctlCount > 10,
        JSON.stringify(found),
      );
    });
  }

  for (const [arch, kernconf] of [
    ['amd64', 'GENERIC'],
    ['arm64', 'GENERIC'],
    ['powerpc64le', 'GENERIC64LE'],
  ] as const) {
    test(`modules, ${arch}`, async () => {
      const found = await compareModules(open(sample, arch, kernconf), ['if_tunnel', 'shaper']);
      verdict(`the sample kernel's modules, ${arch}`, found);
      assert.ok(found.bytes > 100 && found.vnetSysinits > 4, JSON.stringify(found));
    });
  }
});

test('the sample kernel without VIMAGE: plain globals', { skip }, async () => {
  const { compared, mismatches } = await comparePlain(path.join(root, 'test/minikernel'), 'amd64', 'GENERIC');
  assert.deepEqual(mismatches, []);
  assert.ok(compared > 100, `only ${compared}`);
});

describe('a real kernel', { skip: realTree === undefined ? 'no VNETSCOPE_KERNEL_TREE' : skip }, () => {
  const arch = process.env['VNETSCOPE_KERNEL_ARCH'] ?? 'amd64';
  const tree = realTree ?? '';
  test('GENERIC', async () => {
    const found = await compareKernel(open(tree, arch, undefined));
    verdict(`${tree}, ${arch}`, found);
    assert.ok(found.bytes > 20_000 && found.vnetSysinits > 20 && found.sysctlCount > 100, JSON.stringify(found));
  });

  test('plain globals without VIMAGE', async () => {
    const { compared, mismatches } = await comparePlain(tree, arch, undefined);
    process.stdout.write(`plain globals of ${tree}, ${arch}: ${compared} compared, ${mismatches.length} differ\n`);
    assert.deepEqual(mismatches, []);
    assert.ok(compared > 200, `only ${compared}`);
  });

  test('every module with a set_vnet', async () => {
    const build = open(tree, arch, undefined);
    const names = modulesWithSet(build.workspace);
    const found = await compareModules(build, names);
    verdict(`${names.length} modules of ${tree}, ${arch}`, found);
    assert.ok(names.length > 10 && found.bytes > 20_000, JSON.stringify(found));
  });
});
