import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import { EMPTY_GENERATED_HEADERS } from './empty-generated-headers.ts';
import type { KernelFile } from './kernel-files.ts';
import { translateKobjInterface } from './kobj-interface.ts';
import { contentUnknown, type MadeFile, type RecipeResult } from './make/made-files.ts';
import { joinPath, tailOf } from './tree-path.ts';
import { translateVnodeInterface } from './vnode-interface.ts';

export interface GeneratedHeaderSources {
  readonly files: FileSource;
  readonly sysDir: string;
  /** The configuration's files; a .m among them is found without searching. */
  readonly kernelFiles: readonly KernelFile[];
  /** Headers that exist but are written by config(8); never generated here. */
  readonly isOptionHeaderEmpty: (name: string) => boolean;
  /** The text that a `compile-with` command of the files lists writes into a header of the build folder. */
  readonly make?: (name: string, command: string) => RecipeResult;
}

/** Headers that the build makes by tools, by name. */
export interface GeneratedHeaders {
  /** The text; undefined: no generated header has this name. */
  readonly generate: (name: string) => string | undefined;
  /** Why a header's text is unknown, after `generate` has returned an empty one. */
  readonly unknown: (name: string) => Problem | undefined;
}

export type InterfaceSources = Pick<GeneratedHeaderSources, 'files' | 'sysDir' | 'kernelFiles'>;

/** "sys/kern/device_if.m" for "device_if.m", from the lists of sys/conf whatever the configuration. */
function findListedInterface(sources: InterfaceSources, name: string): string | undefined {
  const { files, sysDir } = sources;
  const listed = sources.kernelFiles.find((file) => tailOf(file.name) === name);
  if (listed !== undefined) return joinPath(sysDir, listed.name);
  const confFolder = joinPath(sysDir, 'conf');
  for (const list of files.list(confFolder)) {
    if (list !== 'files' && !list.startsWith('files.')) continue;
    const text = files.read(`${confFolder}/${list}`) ?? '';
    for (let at = text.indexOf(`/${name}`); at >= 0; at = text.indexOf(`/${name}`, at + 1)) {
      const path = text.slice(text.lastIndexOf('\n', at) + 1, at + name.length + 1);
      if (/^[\w./-]+$/.test(path) && files.isFile(joinPath(sysDir, path))) return joinPath(sysDir, path);
    }
  }
  return undefined;
}

/** Searches the whole tree for an interface that no list names (a module's own). The caller caches the answer. */
function searchInterface(files: FileSource, folder: string, name: string, depth: number): string | undefined {
  const entries = files.list(folder);
  if (entries.includes(name)) return joinPath(folder, name);
  if (depth > 8) return undefined;
  for (const entry of entries) {
    if (!entry.endsWith('/')) continue;
    const found = searchInterface(files, joinPath(folder, entry.slice(0, -1)), name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The .m file of an interface by its name, "device_if.m": from the lists of sys/conf, else anywhere in the tree. */
export function findInterfaceFile(sources: InterfaceSources, name: string): string | undefined {
  return findListedInterface(sources, name) ?? searchInterface(sources.files, sources.sysDir, name, 0);
}

/**
 * The text of an interface's header, "device_if.h"; undefined for any other name, and where there is no such interface.
 */
export function interfaceHeader(
  files: FileSource,
  sysDir: string,
  name: string,
  findInterface: (name: string) => string | undefined,
): string | undefined {
  const path = name.endsWith('_if.h') ? findInterface(`${name.slice(0, -2)}.m`) : undefined;
  const text = path === undefined ? undefined : files.read(path);
  return path === undefined || text === undefined
    ? undefined
    : translateKobjInterface(text, path, files.read(joinPath(sysDir, 'tools/makeobjops.awk')) ?? '');
}

const VNODE_HEADERS: Readonly<Record<string, 'h' | 'p' | 'q'>> = {
  'vnode_if.h': 'h',
  'vnode_if_newproto.h': 'p',
  'vnode_if_typedef.h': 'q',
};

function generate(sources: GeneratedHeaderSources, name: string): string | undefined {
  const { files, sysDir } = sources;
  const vnode = VNODE_HEADERS[name];
  if (vnode !== undefined) {
    const source = files.read(joinPath(sysDir, 'kern/vnode_if.src'));
    return source === undefined
      ? undefined
      : translateVnodeInterface(source, vnode, files.read(joinPath(sysDir, 'tools/vnode_if.awk')) ?? '');
  }
  const made = interfaceHeader(files, sysDir, name, (interfaceName) => findInterfaceFile(sources, interfaceName));
  if (made !== undefined) return made;
  if (EMPTY_GENERATED_HEADERS.has(name)) return '';
  return sources.isOptionHeaderEmpty(name) ? '' : undefined;
}

/** A header that the files lists have a command for (`no-implicit-rule before-depend`). */
function listedHeader({ kernelFiles, make }: GeneratedHeaderSources, name: string): MadeFile | undefined {
  const file = kernelFiles.find(
    (one) => one.name === name && one.hasNoImplicitRule && (one.isBeforeDepend || one.isLocal),
  );
  if (file === undefined) return undefined;
  const { compileWith: command, listFile, line } = file;
  const made = make === undefined || command === undefined ? { because: 'no command is given' } : make(name, command);
  return 'text' in made ? made : { unknown: { file: listFile, line, message: contentUnknown(name, made.because) } };
}

/**
 * The headers that the kernel's build makes by a tool: `*_if.h` (tools/makeobjops.awk) and vnode_if*.h
 * (tools/vnode_if.awk) in full; those of EMPTY_GENERATED_HEADERS as empty text; those with a command in the files lists
 * as the command writes them, or as empty text with a reason if it is not understood.
 */
export function headerGenerator(sources: GeneratedHeaderSources): GeneratedHeaders {
  const known = new Map<string, string | undefined>();
  const unknown = new Map<string, Problem>();
  return {
    generate: (name) => {
      if (known.has(name)) return known.get(name);
      let text = generate(sources, name);
      const listed = text === undefined ? listedHeader(sources, name) : undefined;
      if (listed !== undefined) text = 'text' in listed ? listed.text : '';
      if (listed !== undefined && 'unknown' in listed) unknown.set(name, listed.unknown);
      known.set(name, text);
      return text;
    },
    unknown: (name) => unknown.get(name),
  };
}
