import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { look } from './look.ts';

/** In the order of make(1). */
const MAKEFILES = ['BSDmakefile', 'makefile', 'Makefile'];
const LARGEST_MAKEFILE = 1 << 20;
const MAKES_MODULE = /\bKMOD\b|\bkmod\.mk\b/;
/** Files and folders that mark the top of a project. */
const PROJECT_MARKS = ['.git', '.hg', '.svn', '.vnetscope.json'];
/** How far above itself a Makefile may reach for its sources: ${.CURDIR}/../../dev/netmap. */
const MOST_LEVELS_UP = 3;
const DEEPEST = 5;
const MOST_FOLDERS = 2000;

/** The text of the Makefile that make reads in a folder. */
function makefileText(folder: string): string | undefined {
  const found = MAKEFILES.map((name) => path.join(folder, name)).find((file) => look(file)?.isFile() === true);
  try {
    return found === undefined || (look(found)?.size ?? 0) > LARGEST_MAKEFILE ? undefined : readFileSync(found, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether the Makefile of a folder may build a module; it is evaluated later. */
function mayMakeModule(folder: string): boolean {
  return MAKES_MODULE.test(makefileText(folder) ?? '');
}

/** Whether a folder has a Makefile that makes a module, or leads to folders that do. */
export function leadsToModules(folder: string): boolean {
  const text = makefileText(folder);
  return (
    text !== undefined && (MAKES_MODULE.test(text) || (/^[ \t]*SUBDIR/m.test(text) && modulesBelow(folder).length > 0))
  );
}

/** The nearest folder, from this one upward, whose Makefile may make a module. */
export function moduleAbove(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (mayMakeModule(at)) return at;
    if (isTooWide(path.dirname(at))) return undefined;
  }
}

/**
 * Folders whose Makefile may compile a source: the nearest one above it, else those nearby, which may name it in .PATH.
 */
export function modulesAround(file: string): readonly string[] {
  const above = moduleAbove(path.dirname(file));
  if (above !== undefined) return [above];
  let at = path.dirname(file);
  for (let level = 0; level <= MOST_LEVELS_UP && !isTooWide(at); level++, at = path.dirname(at)) {
    const found = modulesBelow(at);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The top folder of a module's files: the project's if a mark shows it, else as far above the Makefile as its own paths
 * reach. Never a home folder, nor a folder directly below the root.
 */
export function projectFolder(folder: string): string {
  for (let at = folder; !isTooWide(at); at = path.dirname(at))
    if (PROJECT_MARKS.some((mark) => look(path.join(at, mark)) !== undefined)) return at;
  const ups = [...(makefileText(folder) ?? '').matchAll(/(?:\.\.\/)*\.\.(?![\w.])/g)].map(
    ([up]) => up.split('/').length,
  );
  const parent = look(path.join(folder, '..', 'Makefile.inc')) === undefined ? 0 : 1;
  let at = folder;
  for (
    let level = Math.min(MOST_LEVELS_UP, Math.max(parent, ...ups));
    level > 0 && !isTooWide(path.dirname(at));
    level--
  )
    at = path.dirname(at);
  return at;
}

/** The root, the folders directly below it, and home folders. */
function isTooWide(folder: string): boolean {
  return (
    path.dirname(folder) === folder ||
    path.dirname(path.dirname(folder)) === path.dirname(folder) ||
    folder === os.homedir()
  );
}

function modulesBelow(folder: string): readonly string[] {
  const folders: string[] = [];
  let left = MOST_FOLDERS;
  const search = (at: string, depth: number): void => {
    if (left-- <= 0) return;
    if (mayMakeModule(at)) folders.push(at);
    if (depth === DEEPEST) return;
    for (const entry of entriesOf(at))
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        search(path.join(at, entry.name), depth + 1);
  };
  search(folder, 0);
  return folders.sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
