import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { candidateObjects } from '../../server/src/core/analysis/region/region.ts';
import { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { tripleOf } from '../../server/src/core/abi/targets.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

/** A command to time: everything it prints is thrown away. */
export interface Timed {
  readonly name: string;
  readonly run: () => void;
}

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Whole-process seconds of each command, run in turn `rounds` times after one round that is not counted. */
export function timeInTurn(commands: readonly Timed[], rounds: number): ReadonlyMap<string, readonly number[]> {
  const seconds = new Map(commands.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, run } of commands) {
      const start = performance.now();
      run();
      if (round > 0) seconds.get(name)?.push((performance.now() - start) / 1000);
    }
  }
  return seconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The value below which a part of the values lies: 0.95 for the 95th percentile; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
}

/**
 * The members that kern/genoffset.sh puts into offset.inc, without their places: vnetscope leaves it empty, and without
 * it clang stops at sys/kpilite.h, which costs too little.
 */
const OFFSETS =
  'struct thread_lite { unsigned char td_priority; unsigned td_critnest; int td_pinned; unsigned char td_owepreempt; };\n';

/** The units that can hold members of set_vnet, as clang is given them: the tree's own flags, and the file last. */
export function clangArguments(
  root: string,
  arch: string,
): readonly { readonly source: string; readonly args: readonly string[] }[] {
  const workspace = Workspace.open(new NodeFiles(root), { arch });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  const build = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-bench-'));
  for (const [name, text] of workspace.kernel.build.headers) writeFileSync(path.join(build, name), text);
  for (const [name, target] of workspace.kernel.build.links)
    symlinkSync(path.join(root, target), path.join(build, name));
  const objects = candidateObjects(workspace, workspace.kernel.objects, 'set_vnet');
  const folder = (name: string): string => (name === '<build>' ? build : path.join(root, name));
  return objects.map(({ source, compile }) => {
    const text = workspace.files.read(source) ?? '';
    for (const { path: read } of workspace.translate(source, text, compile).unit.translation.includes) {
      if (read?.startsWith('<build>/') !== true) continue;
      const name = read.slice('<build>/'.length);
      if (workspace.kernel.build.headers.has(name)) continue;
      mkdirSync(path.dirname(path.join(build, name)), { recursive: true });
      const text = name === 'offset.inc' ? OFFSETS : (workspace.kernel.build.generate(name) ?? '');
      writeFileSync(path.join(build, name), text);
    }
    const args = [
      '-target',
      tripleOf(workspace.target, 13),
      '-fsyntax-only',
      '-w',
      '-std=iso9899:1999',
      '-ffreestanding',
      '-fms-extensions',
      '-nostdinc',
      ...compile.includeFolders.flatMap((name) => ['-I', folder(name)]),
      ...compile.defines.map(([name, value]) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...compile.forcedIncludes.flatMap((name) => ['-include', name]),
      path.join(root, source),
    ];
    return { source, args };
  });
}

/**
 * `clang -fsyntax-only` over the units that can hold members of set_vnet, one after another, with the tree's own flags.
 */
export function clangSyntaxOnly(clang: string, root: string, arch: string): Timed {
  const commands = clangArguments(root, arch).map(({ args }) => args);
  // A unit that clang refuses costs less than one that it reads: that is said.
  const refused = commands.filter((args) => spawnSync(clang, args, { stdio: 'ignore' }).status !== 0).length;
  return {
    name: `${clang} -fsyntax-only, ${commands.length} units${refused === 0 ? '' : `, ${refused} refused`}`,
    run: () => {
      for (const args of commands) spawnSync(clang, args, { stdio: 'ignore' });
    },
  };
}
