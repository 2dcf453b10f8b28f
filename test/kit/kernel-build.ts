// A real kernel tree as a compiler sees it: its build folder written out, its units' settings as flags.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tripleOf } from '../../server/src/core/abi/targets.ts';
import { openWorkspace, type Workspace } from '../../server/src/core/analysis/open.ts';
import type { CompileSettings } from '../../server/src/core/kernel/configuration.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

const BUILD = '<build>';

export class KernelBuild {
  readonly tree: string;
  readonly folder: string;
  readonly workspace: Workspace;
  private readonly written = new Set<string>();

  /** Opens `tree` and writes opt_*.h and the links into `folder`, which is new. */
  constructor(tree: string, folder: string, request: { readonly arch: string; readonly kernconf?: string; readonly options?: readonly string[] }) {
    const workspace = openWorkspace(new NodeFiles(tree), request);
    if ('failure' in workspace) throw new Error(workspace.failure.message);
    this.tree = tree;
    this.folder = folder;
    this.workspace = workspace;
    mkdirSync(folder, { recursive: true });
    const { headers, links } = workspace.kernel.build;
    for (const [name, text] of headers) this.write(name, text);
    for (const [name, to] of links) symlinkSync(path.join(tree, to), path.join(folder, name));
  }

  /** Writes generated headers (vnode_if.h) that a translation read, so that the compiler finds them too. */
  provide(paths: Iterable<string | undefined>): void {
    const { generate } = this.workspace.kernel.build;
    for (const one of paths) {
      if (one?.startsWith(`${BUILD}/`) !== true) continue;
      const name = one.slice(BUILD.length + 1);
      const text = this.written.has(name) ? undefined : generate(name);
      if (text !== undefined) this.write(name, text);
    }
  }

  /** Flags for a compiler that runs in the tree. */
  flags(compile: CompileSettings): string[] {
    const { target, tree } = this.workspace;
    return [
      '-target', tripleOf(target, Math.floor(tree.release.osreldate / 100_000)), '-std=iso9899:1999', '-ffreestanding', '-nostdinc', '-O2', '-mcmodel=kernel', '-mno-red-zone', '-w',
      ...compile.includeFolders.map((name) => `-I${this.onDisk(name)}`),
      ...compile.defines.map(([name, value]) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...compile.forcedIncludes.flatMap((name) => ['-include', name]),
    ];
  }

  /** A string literal that names a file of the build folder, as the front end spells it: links followed. */
  spelledPath(literal: string): string {
    if (!literal.startsWith(`"${this.folder}/`)) return literal;
    const name = literal.slice(this.folder.length + 2);
    for (const [link, to] of this.workspace.kernel.build.links) if (name.startsWith(`${link}/`)) return `"${to}${name.slice(link.length)}`;
    return `"${BUILD}/${name}`;
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
