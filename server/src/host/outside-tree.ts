import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readFolderSettings, type FolderSection } from '../protocol/settings.ts';
import { FOLDER_SETTINGS } from './folder-settings.ts';
import { look } from './look.ts';

/** Names the kernel sources for modules outside the tree, as --tree does. */
export const TREE_VARIABLE = 'VNETSCOPE_TREE';

/** What to do where nobody has named a tree. */
export const NAME_A_TREE = 'no kernel source tree here: --tree /usr/src';

export interface NamedTree {
  /** The tree as it was named, and the folder that the name is relative to. */
  readonly tree: string;
  readonly from: string;
  /** Who named it, for messages. */
  readonly by: string;
}

/**
 * The tree for a folder outside every tree: from the environment, else from the nearest .vnetscope.json that names one.
 * @param current the folder that a relative VNETSCOPE_TREE is relative to
 * @param isTrusted false: files of the folder cannot name anything outside it
 */
export function treeNamedFor(folder: string, current: string, isTrusted = true): NamedTree | undefined {
  const variable = process.env[TREE_VARIABLE]?.trim() ?? '';
  if (variable !== '') return { tree: variable, from: current, by: TREE_VARIABLE };
  if (!isTrusted) return undefined;
  const said = sectionAbove(folder, ({ tree }) => (tree?.trim() ?? '') !== '');
  return said === undefined
    ? undefined
    : { tree: said.section.tree ?? '', from: said.folder, by: path.join(said.folder, FOLDER_SETTINGS) };
}

/** Folders of the nearest .vnetscope.json with `modulePath`: absolute. */
export function modulePathFor(folder: string): readonly string[] {
  const said = sectionAbove(folder, ({ modulePath }) => modulePath !== undefined);
  return (said?.section.modulePath ?? []).map((one) => path.resolve(said?.folder ?? folder, one));
}

/** The nearest file with the key. Its mistakes are reported by the reader of the folder's settings. */
function sectionAbove(
  folder: string,
  says: (section: FolderSection) => boolean,
): { readonly section: FolderSection; readonly folder: string } | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const section = readSection(path.join(at, FOLDER_SETTINGS));
    if (section !== undefined && says(section)) return { section, folder: at };
    if (path.dirname(at) === at) return undefined;
  }
}

function readSection(file: string): FolderSection | undefined {
  try {
    return look(file)?.isFile() === true ? readFolderSettings(readFileSync(file, 'utf8')).section : undefined;
  } catch {
    return undefined;
  }
}
