// What a real compiler and linker make of set_vnet: compiles sources of a kernel tree, links them in the order given,
// and reads the set's variables and every object's range from the results.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { readElfSet } from './elf-object.ts';

export const compiler = 'clang-22';
export const linker = 'ld.lld-22';

/** Why nothing can be compiled here; undefined when it can. */
export function missingTools(): string | undefined {
  const missing = [compiler, linker].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  return missing.length === 0
    ? undefined
    : `no ${missing.join(' and no ')} on this machine (Debian: apt.llvm.org's clang-22 and lld-22)`;
}

/** The machines that are compared, and what kern.pre.mk says for each. */
const machines = {
  amd64: {
    flags: ['-target', 'x86_64-unknown-freebsd13', '-mcmodel=kernel', '-mno-red-zone'],
    links: { machine: 'amd64', x86: 'x86' },
    moduleFlags: [],
  },
  arm64: { flags: ['-target', 'aarch64-unknown-freebsd13'], links: { machine: 'arm64' }, moduleFlags: ['-fPIC'] },
} as const;

export type Arch = keyof typeof machines;

export interface Job {
  readonly arch: Arch;
  /** The folder that holds `sys/`. */
  readonly tree: string;
  /** Where to write; it need not exist. */
  readonly buildFolder: string;
  readonly headers: Readonly<Record<string, string>>;
  /** "sys/net/if.c", in link order. */
  readonly sources: readonly string[];
  readonly module: boolean;
}

interface CompiledVariable {
  readonly name: string;
  readonly file: string;
  readonly offset: number;
  readonly size: number;
  readonly binding: 'global' | 'local';
}

export interface CompiledSet {
  readonly size: number;
  readonly align: number;
  readonly objects: readonly {
    readonly file: string;
    readonly start: number;
    readonly end: number;
    readonly align: number;
  }[];
  readonly variables: readonly CompiledVariable[];
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')}\n${output}`));
    });
  });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

function writeBuildFolder({ arch, tree, buildFolder, headers }: Job): void {
  mkdirSync(buildFolder, { recursive: true });
  for (const [name, text] of Object.entries(headers)) writeFileSync(path.join(buildFolder, name), text);
  for (const [link, folder] of Object.entries(machines[arch].links)) {
    symlinkSync(path.join(tree, 'sys', folder, 'include'), path.join(buildFolder, link));
  }
}

/** A line of the linker's map that places an object's part of the set: VMA, LMA, size, alignment, object:(section). */
const placement = /^\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+(\d+)\s+(\S+):\(set_vnet\)$/;

/** Compiles and links; undefined when no source has a virtualized global. */
export async function compileSet(job: Job): Promise<CompiledSet | undefined> {
  writeBuildFolder(job);
  const { arch, tree, buildFolder, sources, module } = job;
  const flags = [
    ...machines[arch].flags,
    '-std=iso9899:1999',
    '-ffreestanding',
    '-nostdinc',
    '-fno-common',
    '-O2',
    '-w',
    `-I${buildFolder}`,
    `-I${path.join(tree, 'sys')}`,
    '-D_KERNEL',
    '-DHAVE_KERNEL_OPTION_HEADERS',
    '-include',
    'opt_global.h',
    ...(module ? ['-DKLD_MODULE', ...machines[arch].moduleFlags] : []),
  ];
  const objectOf = (source: string) => path.join(buildFolder, path.basename(source).replace(/\.c$/, '.o'));
  await inParallel(sources, (source) =>
    run(compiler, [...flags, '-c', path.join(tree, source), '-o', objectOf(source)]),
  );
  const image = path.join(buildFolder, 'linked');
  await run(linker, ['-r', '-o', image, `-Map=${image}.map`, ...sources.map(objectOf)]);
  const set = readElfSet(image, 'set_vnet');
  if (set === undefined) return undefined;

  const sourceOf = new Map(sources.map((source) => [objectOf(source), source]));
  const objects: CompiledSet['objects'][number][] = [];
  const variables: CompiledVariable[] = [];
  for (const line of readFileSync(`${image}.map`, 'utf8').split('\n')) {
    const [, at, size, align, object = ''] = placement.exec(line) ?? [];
    const file = sourceOf.get(object);
    if (file === undefined) continue;
    const start = Number.parseInt(at ?? '', 16);
    objects.push({ file, start, end: start + Number.parseInt(size ?? '', 16), align: Number(align) });
    for (const { symbol, offset, ...rest } of readElfSet(object, 'set_vnet')?.variables ?? []) {
      variables.push({
        name: symbol.replace(/^vnet_entry_/, ''),
        file,
        offset: start + offset,
        size: rest.size,
        binding: rest.binding,
      });
    }
  }
  // Two witnesses: the objects at the places that the map gives them, and the linked file's own symbols.
  const key = (name: string, offset: number, size: number) => `${offset} ${size} ${name}`;
  const ofObjects = variables.map(({ name, offset, size }) => key(`vnet_entry_${name}`, offset, size)).sort();
  const ofImage = set.variables.map(({ symbol, offset, size }) => key(symbol, offset, size)).sort();
  if (ofObjects.join('\n') !== ofImage.join('\n'))
    throw new Error(`${image}: the linker's map and the symbols disagree`);
  return { size: set.size, align: set.align, objects, variables };
}
