// The objects of a kernel (or module) image as a real compiler and linker make them: one relocatable file, in link
// order.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { KernelObject } from '../../server/src/core/kernel/configuration.ts';
import { inParallel } from './clang.ts';
import { ElfImage } from './elf-image.ts';
import { NM, type KernelBuild } from './kernel-build.ts';

const COMPILER = 'clang-22';
const LINKER = 'ld.lld-22';

/** Why nothing can be compiled and linked here; undefined when it can. */
export function missingCompiler(): string | undefined {
  const missing = [COMPILER, LINKER, NM].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  return missing.length === 0 ? undefined : `no ${missing.join(' and no ')} on this machine`;
}

function run(command: string, args: readonly string[], folder: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code === 0 ? undefined : output);
    });
  });
}

/**
 * Compiles `objects` and links them with `ld -r`. A source that does not compile is an error with the compiler's words.
 */
export async function compileImage(
  build: KernelBuild,
  objects: readonly KernelObject[],
  name: string,
  moreFlags: readonly string[] = [],
): Promise<ElfImage> {
  const fileOf = (i: number): string => path.join(build.folder, `${name}-${i}.o`);
  const failures: string[] = [];
  for (const object of objects) {
    const { unit } = build.translate(object);
    // A header that the tree does not make on this machine counts as empty, as we take it.
    build.provide(unit.translation.includes.map(({ name, path: found }) => found ?? `<build>/${name}`));
  }
  await inParallel([...objects.entries()], async ([i, { source, compile }]) => {
    const said = await run(
      COMPILER,
      [...build.flags(compile), '-fno-common', ...moreFlags, '-c', source, '-o', fileOf(i)],
      build.tree,
    );
    if (said !== undefined) failures.push(`${source}: ${said.slice(0, 600)}`);
  });
  if (failures.length > 0)
    throw new Error(
      `${failures.length} of ${objects.length} sources do not compile: ${failures.slice(0, 3).join('\n')}`,
    );
  const linked = path.join(build.folder, `${name}.o`);
  const said = await run(LINKER, ['-r', '-o', linked, ...objects.map((_, i) => fileOf(i))], build.folder);
  if (said !== undefined) throw new Error(said);
  return new ElfImage(readFileSync(linked));
}
