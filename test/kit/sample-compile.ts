import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clang } from './clang.ts';
import { filesBelow, textOf } from './source-graph.ts';
import { openSample } from './rule-session.ts';

const BUILD = '<build>';

/**
 * What clang says about sources of the sample kernel (amd64 GENERIC), other texts in the place of some: its errors and
 * warnings.
 */
export class SampleCompile {
  private readonly files: Record<string, string> = {};
  private readonly flags: readonly string[];

  constructor() {
    const { kernel } = openSample().workspace;
    for (const file of filesBelow('test/minikernel')) this.files[file.slice('test/minikernel/'.length)] = textOf(file);
    for (const [name, text] of kernel.build.headers) this.files[`build/${name}`] = text;
    for (const [link, to] of kernel.build.links) {
      for (const [name, text] of Object.entries(this.files))
        if (name.startsWith(`${to}/`)) this.files[`build/${link}${name.slice(to.length)}`] = text;
    }
    const onDisk = (name: string): string =>
      name === BUILD || name.startsWith(`${BUILD}/`) ? `build${name.slice(BUILD.length)}` : name;
    this.flags = [
      '-target',
      'x86_64-unknown-freebsd13.0',
      '-std=iso9899:1999',
      '-ffreestanding',
      '-nostdinc',
      '-fsyntax-only',
      '-Werror=implicit-function-declaration',
      ...kernel.compile.includeFolders.map((name) => `-I${onDisk(name)}`),
      ...kernel.compile.defines.map(([name, value]) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...kernel.compile.forcedIncludes.flatMap((name) => ['-include', name]),
    ];
  }

  /** Writes the sample, its build folder and a compile_flags.txt for clangd into a folder. */
  writeTo(folder: string): void {
    const flags = this.flags.filter((flag) => flag !== '-fsyntax-only');
    const texts = { ...this.files, 'compile_flags.txt': `${flags.join('\n').replaceAll('-include\n', '-include')}\n` };
    for (const [name, text] of Object.entries(texts)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** The lines of clang's output that are errors. */
  async errors(source: string, texts: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const { stderr } = await clang([...this.flags, source], { ...this.files, ...texts });
    return stderr.split('\n').filter((line) => /\berror:/.test(line));
  }
}
