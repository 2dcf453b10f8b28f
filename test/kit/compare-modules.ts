// Images of modules, all that the simulator is fed with, against the objects that clang and lld make.
import { ModuleImages } from '../../server/src/core/analysis/image/module-image.ts';
import { structView, ViewPool } from '../../server/src/core/analysis/workspace/type-view.ts';
import type { RecordView } from '../../server/src/core/simulator/type-view.ts';
import { compareImage, type ImageComparison } from './compare-image.ts';
import { compileImage } from './compiled-image.ts';
import type { KernelBuild } from './kernel-build.ts';

/** struct sysctl_oid of the tree. */
export function oidOf({ workspace }: KernelBuild, pool: ViewPool): RecordView | undefined {
  const headers = ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/sysctl.h'].filter((name) =>
    workspace.files.isFile(workspace.inSys(name)),
  );
  const oid = structView(
    workspace.translate('<oid>', headers.map((name) => `#include <${name}>\n`).join(''), workspace.kernel.compile)
      .engine,
    pool,
    'sysctl_oid',
  );
  return 'fields' in oid ? oid : undefined;
}

/** Each module on its own; the sums, and every difference with its module. */
export async function compareModules(build: KernelBuild, names: readonly string[]): Promise<ImageComparison> {
  const { workspace } = build;
  const pool = new ViewPool();
  const images = new ModuleImages(workspace, pool);
  const oid = oidOf(build, pool);
  const sum = {
    bytes: 0,
    relocations: 0,
    sysinitCount: 0,
    vnetSysinits: 0,
    sysctlCount: 0,
    unknown: [] as string[],
    mismatches: [] as string[],
  };
  for (const name of names) {
    const image = images.image(name);
    const module = workspace.module(name);
    if ('failure' in image) throw new Error(image.failure.message);
    if ('failure' in module) throw new Error(module.failure.message);
    const objects = module.objects.filter(({ source }) => image.objects.includes(source));
    const found = compareImage(
      image,
      await compileImage(build.ofModule(module), objects, 'module', workspace.target.name === 'amd64' ? [] : ['-fPIC']),
      workspace.target.pointerBytes,
      oid,
    );
    for (const key of ['bytes', 'relocations', 'sysinitCount', 'vnetSysinits', 'sysctlCount'] as const)
      sum[key] += found[key];
    sum.unknown.push(...found.unknown.map((line) => `${name}: ${line}`));
    sum.mismatches.push(...found.mismatches.map((line) => `${name}: ${line}`));
  }
  return sum;
}
