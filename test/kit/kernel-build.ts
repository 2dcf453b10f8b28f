// A real kernel tree as a compiler sees it: its build folder written out, its units' settings as flags.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tripleOf } from '../../server/src/core/abi/targets.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import type { Workspace, MeasuredUnit } from '../../server/src/core/analysis/workspace/workspace.ts';
import type {
  BuildFolder,
  CompileSettings,
  KernelObject,
  ModuleConfiguration,
} from '../../server/src/core/kernel/configuration.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

const BUILD = '<build>';
export const NM = 'nm';

export class KernelBuild {
  readonly tree: string;
  readonly folder: string;
  readonly workspace: Workspace;
  private readonly written = new Set<string>();

  private readonly build: BuildFolder;

  /**
   * Opens `tree` (or takes the workspace that has it open) and writes opt_*.h and the links into `folder`, which is
   * new.
   */
  constructor(
    tree: string,
    folder: string,
    request: { readonly arch: string; readonly kernconf?: string; readonly options?: readonly string[] } | Workspace,
    build?: BuildFolder,
  ) {
    const workspace = 'tree' in request ? request : openWorkspace(new NodeFiles(tree), request);
    if ('failure' in workspace) throw new Error(workspace.failure.message);
    this.tree = tree;
    this.folder = folder;
    this.workspace = workspace;
    this.build = build ?? workspace.kernel.build;
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of this.build.headers) this.write(name, text);
    for (const [name, to] of this.build.links) symlinkSync(path.join(tree, to), path.join(folder, name));
  }

  /** The folder in which a module of the same kernel is built. */
  ofModule(module: ModuleConfiguration): KernelBuild {
    return new KernelBuild(
      this.tree,
      path.join(this.folder, `module-${module.folder.replaceAll('/', '-')}`),
      this.workspace,
      module.build,
    );
  }

  /** A unit as this build has it. */
  translate({ source, compile }: KernelObject): MeasuredUnit {
    return this.workspace.translate(source, this.workspace.files.read(source) ?? '', compile, this.build);
  }

  /**
   * Writes generated headers (vnode_if.h) that a translation read, so that the compiler finds them too. Only who
   * compiles needs the members of `offset.inc`, which the front end takes as empty.
   */
  provide(paths: Iterable<string | undefined>, offsets: 'made' | 'empty' = 'made'): void {
    const { generate } = this.build;
    for (const one of paths) {
      if (one?.startsWith(`${BUILD}/`) !== true) continue;
      const name = one.slice(BUILD.length + 1);
      if (name === 'offset.inc' && offsets === 'made') this.writeOffsets();
      const text = this.written.has(name)
        ? undefined
        : (generate(name) ?? (/^opt_\w+\.h$/.test(name) ? '' : undefined));
      if (text !== undefined) this.write(name, text);
    }
  }

  /** Flags for a compiler that runs in the tree. */
  flags(compile: CompileSettings): string[] {
    const { target, tree } = this.workspace;
    return [
      '-target',
      tripleOf(target, Math.floor(tree.release.osreldate / 100_000)),
      '-std=iso9899:1999',
      '-ffreestanding',
      '-nostdinc',
      '-O2',
      ...target.flags,
      '-w',
      // Outside a tree a module is built where its Makefile is: what lies there is not made anew.
      ...compile.includeFolders.flatMap((name) => [
        ...(name === BUILD && this.build.folder !== undefined ? [`-I${this.build.folder}`] : []),
        `-I${this.onDisk(name)}`,
      ]),
      ...compile.defines.map(([name, value]) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...compile.forcedIncludes.flatMap((name) => ['-include', name]),
    ];
  }

  /** A string literal that names a file of the build folder, as the front end spells it: links followed. */
  spelledPath(literal: string): string {
    if (!literal.startsWith(`"${this.folder}/`)) return literal;
    const name = literal.slice(this.folder.length + 2);
    for (const [link, to] of this.build.links)
      if (name.startsWith(`${link}/`)) return `"${to}${name.slice(link.length)}`;
    return `"${BUILD}/${name}`;
  }

  /**
   * struct thread_lite, as the build makes it: with the tree's own kern/genoffset.sh out of a compiled
   * kern/genoffset.c.
   */
  private writeOffsets(): void {
    const { kernel, tree } = this.workspace;
    const script = path.join(tree.sysDir, 'kern/genoffset.sh');
    const source = path.join(tree.sysDir, 'kern/genoffset.c');
    if (this.written.has('offset.inc') || !this.workspace.files.isFile(script)) return;
    const object = path.join(this.folder, 'genoffset.o');
    spawnSync('clang-22', [...this.flags(kernel.compile), '-fcommon', '-c', source, '-o', object], {
      cwd: this.tree,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    // With nm of binutils, on which clang-22 depends.
    const made = spawnSync('sh', [script, object], { cwd: this.tree, encoding: 'utf8', env: { ...process.env, NM } });
    if (made.status !== 0 || !made.stdout.includes('struct thread_lite {'))
      throw new Error(`${script} makes no struct thread_lite: ${made.stderr}`);
    this.write('offset.inc', sortedMembers(made.stdout));
  }

  private onDisk(name: string): string {
    return name === BUILD || name.startsWith(`${BUILD}/`) ? `${this.folder}${name.slice(BUILD.length)}` : name;
  }

  private write(name: string, text: string): void {
    this.written.add(name);
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/**
 * The script sorts hexadecimal offsets, which only some awks take for numbers: its members in order of offset, each
 * with its padding anew.
 */
function sortedMembers(text: string): string {
  return text.replaceAll(
    /(struct \w+ \{\n)((?:.*;\n)*)(\};)/g,
    (whole: string, head: string, lines: string, tail: string) => {
      const members = [...lines.matchAll(/\[(0x[0-9a-f]+) - .*\];\n\t(\w+)\t(\w+);/g)].map(
        ([, at = '', type = '', name = '']) => ({ at, type, name }),
      );
      // From 14 on the script prints decimals, in order.
      if (members.length === 0) return whole;
      members.sort((a, b) => Number(a.at) - Number(b.at));
      let end = '0';
      const made = members.map(({ at, type, name }) => {
        const padding = `\tu_char\tpad_${name}[${at} - ${end}];\n\t${type}\t${name};\n`;
        end = `(${at} + sizeof(${type}))`;
        return padding;
      });
      return `${head}${made.join('')}${tail}`;
    },
  );
}
