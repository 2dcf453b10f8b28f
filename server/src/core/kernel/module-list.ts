import type { FileSource } from '../text/file-source.ts';
import type { KernelTree } from './configuration.ts';
import { folderOf, joinPath } from './tree-path.ts';

/** A module's Makefile in the tree. */
export interface ModuleEntry {
  /** KMOD: the module's name without ".ko". */
  readonly name: string;
  /** "sys/modules/carp" */
  readonly folder: string;
}

const DEEPEST = 6;
/** <bsd.kmod.mk>, or sys/conf/kmod.mk by its path. */
const INCLUDES_KMOD = /^[ \t]*\.[ \t]*include[ \t]*[<"][^>"\n]*\bkmod\.mk[>"]/m;
const KMOD_LINE = /^[ \t]*KMOD[ \t]*[?:]?=[ \t]*([^#\n]*)/m;

/** KMOD from a Makefile's text; simple references to variables of the same files are expanded. */
function readModuleName(text: string): string | undefined {
  const spelled = KMOD_LINE.exec(text)?.[1]?.trim();
  if (spelled === undefined || spelled === '') return undefined;
  return spelled.replace(/\$[{(]([\w.]+)[})]/g, (reference, name: string) => {
    const escaped = name.replaceAll('.', '\\.');
    return new RegExp(`^[ \\t]*${escaped}[ \\t]*[?:]?=[ \\t]*([^#\\n]*)`, 'm').exec(text)?.[1]?.trim() ?? reference;
  });
}

function collect(files: FileSource, folder: string, inherited: string, depth: number, entries: ModuleEntry[]): void {
  const names = files.list(folder);
  const makefile = names.includes('Makefile') ? files.read(joinPath(folder, 'Makefile')) : undefined;
  if (makefile !== undefined && INCLUDES_KMOD.test(makefile)) {
    const name = readModuleName(makefile) ?? readModuleName(`${makefile}\n${inherited}`);
    if (name !== undefined) entries.push({ name, folder });
  }
  if (depth >= DEEPEST) return;
  const passedOn = names.includes('Makefile.inc') ? (files.read(joinPath(folder, 'Makefile.inc')) ?? '') : '';
  for (const name of names) {
    if (name.endsWith('/')) collect(files, joinPath(folder, name.slice(0, -1)), passedOn, depth + 1, entries);
  }
}

/**
 * Every Makefile under sys/modules that builds a module, by folder; KMOD is read from the text, with the
 * parent's Makefile.inc. Reads every Makefile there (about a thousand): call it when modules are asked for.
 */
export function listModules(files: FileSource, tree: KernelTree): readonly ModuleEntry[] {
  const entries: ModuleEntry[] = [];
  collect(files, joinPath(tree.sysDir, 'modules'), '', 0, entries);
  return entries;
}

/** The usual folders of a module by its name, so that one module is found without listing all. */
function usualModuleFolders(tree: KernelTree, name: string): string[] {
  const modules = joinPath(tree.sysDir, 'modules');
  const folders = [`${modules}/${name}`];
  if (name.startsWith('ng_')) folders.push(`${modules}/netgraph/${name.slice(3)}`);
  if (name.startsWith('cc_')) folders.push(`${modules}/cc/${name}`);
  if (name.startsWith('tcp_')) folders.push(`${modules}/tcp/${name.slice(4)}`);
  return folders;
}

/** The module `name`, if a Makefile in its usual folders defines it. */
export function findUsualModule(files: FileSource, tree: KernelTree, name: string): ModuleEntry | undefined {
  for (const folder of usualModuleFolders(tree, name)) {
    const text = files.read(joinPath(folder, 'Makefile'));
    if (
      text !== undefined &&
      readModuleName(`${text}\n${files.read(joinPath(folderOf(folder), 'Makefile.inc')) ?? ''}`) === name
    ) {
      return { name, folder };
    }
  }
  return undefined;
}
