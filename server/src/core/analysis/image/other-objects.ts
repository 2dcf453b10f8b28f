import type { KernelObject } from '../../kernel/configuration.ts';
import { tailOf } from '../../kernel/tree-path.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * What config(8) writes beside the kernel's sources: config.c, env.c, hints.c (usr.sbin/config/main.c, mkmakefile.c).
 */
const CONFIG8: ReadonlySet<string> = new Set([
  'kernconfstring',
  'envmode',
  'static_env',
  'hintmode',
  'static_hints',
  'env_size',
  'hints_size',
]);
/** Words of file names that say nothing. */
const GENERIC: ReadonlySet<string> = new Set([
  'lib',
  'subr',
  'kern',
  'amd64',
  'i386',
  'x86',
  'arm64',
  'raw',
  'obj',
  'force',
  'dynamic',
  'hack',
  'main',
  'data',
]);

/** Objects that are made of something else than C that is there to read: which symbols they may have. */
export class OtherObjects {
  private readonly workspace: Workspace;
  private readonly objects: readonly KernelObject[];
  private words: Set<string> | undefined;
  private stems: readonly string[] | undefined;

  constructor(workspace: Workspace, objects: readonly KernelObject[]) {
    this.workspace = workspace;
    this.objects = objects;
  }

  /**
   * Assembler and interface files are looked through for the word; of what is not there to read the file's name must
   * say nothing of it.
   */
  mayDefine(symbol: string): boolean {
    if (/^__(?:start|stop)_|^_binary_/.test(symbol) || CONFIG8.has(symbol)) return true;
    this.words ??= this.readWords();
    if (this.words.has(symbol)) return true;
    if (
      this.objects.some(({ object }) => object === 'vnode_if.o') &&
      /^(?:VOP_\w+_APV?|vop_\w+_(?:desc|vp_offsets))$/.test(symbol)
    )
      return true;
    this.stems ??= this.objects
      .filter(({ source }) => !isReadable(source))
      .flatMap(({ object, source }) => wordsOf(`${object} ${tailOf(source)}`));
    const lower = symbol.toLowerCase();
    return this.stems.some((stem) => lower.includes(stem));
  }

  /**
   * Every word of the sources that are read as text; descriptors of kobj methods as tools/makeobjops.awk names them.
   */
  private readWords(): Set<string> {
    const { workspace } = this;
    const { arch, machine } = workspace.kernel;
    const found = new Set<string>();
    const read = (path: string): string => {
      const text = workspace.files.read(path) ?? '';
      for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) found.add(word);
      return text;
    };
    for (const path of [`conf/ldscript.${machine}`, `conf/ldscript.${arch}`, 'conf/newvers.sh', 'tools/vnode_if.awk'])
      read(workspace.inSys(path));
    for (const { source } of this.objects) {
      if (!isReadable(source)) continue;
      const text = read(source);
      if (!source.endsWith('.m')) continue;
      const prefix = /^\s*INTERFACE\s+(\w+)/m.exec(text)?.[1] ?? '';
      for (const match of text.matchAll(/^\s*(?:STATIC)?METHOD\b[^{]*?(\w+)\s*\{/gm)) {
        const name = `${prefix}_${match[1] ?? ''}`;
        for (const symbol of [`${name}_desc`, `${name}_method_default`]) found.add(symbol);
      }
    }
    return found;
  }
}

function isReadable(source: string): boolean {
  return /\.(?:S|s|m)$/.test(source) && !source.startsWith('<build>/');
}

/** The telling words of a file's name, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length >= 4 && !GENERIC.has(word));
}
