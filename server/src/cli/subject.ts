import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { recognizesTree } from '../core/analysis/open.ts';
import type { OutsideFolders } from '../core/kernel/outside-folder.ts';
import type { Workspace } from '../core/analysis/workspace/workspace.ts';
import { findTree, treeAbove } from '../host/find-tree.ts';
import { leadsToModules, moduleAbove, modulesAround, projectFolder } from '../host/module-folders.ts';
import { NodeFiles } from '../host/node-files.ts';
import { modulePathFor, NAME_A_TREE, treeNamedFor } from '../host/outside-tree.ts';
import { UsageError, type CommonOptions, type Terminal } from './command.ts';

/** The subject of a command: a tree, and modules outside it. */
export interface Subject {
  /** The folder that the tree's paths are relative to. */
  readonly root: string;
  readonly outside: OutsideFolders;
  /** Whether modules are meant instead of the tree: named by arguments, or by the current folder. */
  readonly isModule: false | 'named' | 'here';
  /** Files that were named, as a FileSource names them; undefined means all. */
  readonly files: readonly string[] | undefined;
  /** --module, folders as a FileSource names them. */
  readonly modules: readonly string[];
}

/** An argument and the path that it means. */
interface Named {
  readonly word: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * What the arguments name: one tree, or folders and files of modules. The tree of modules is the one around them, else
 * that of --tree, VNETSCOPE_TREE or .vnetscope.json. Without arguments, the current folder.
 */
export function findSubject(
  words: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  missing = 'no such folder',
): Subject {
  const { folder } = terminal;
  const named = words.map((word) => readWord(word, folder, missing));
  const given = options.tree === undefined ? undefined : treeOf(options.tree, folder, '--tree');
  const tree = named.find(({ path: one, isFolder }) => isFolder && isTree(one));
  if (tree !== undefined) {
    const root = treeOf(tree.word, folder, tree.word);
    if (named.length > 1)
      throw new UsageError('name one tree, or files of one tree; use --tree ROOT for modules outside it');
    if (given !== undefined && given !== root)
      throw new UsageError(`--tree and ROOT name two trees: ${options.tree ?? ''} and ${tree.word}`);
    return subject(root, [], undefined, options, folder, false);
  }
  if (named.length > 0) return ofWords(named, given, options, folder);
  return ofFolder(given, options, terminal);
}

function readWord(word: string, folder: string, missing: string): Named {
  const whole = path.resolve(folder, word);
  const found = statSync(whole, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`${missing}: ${word}`);
  return { word, path: whole, isFolder: found.isDirectory() };
}

function ofWords(named: readonly Named[], given: string | undefined, options: CommonOptions, current: string): Subject {
  const roots = new Set(named.map((one) => given ?? treeFor(one, current)));
  const [root = ''] = roots;
  if (roots.size > 1) throw new UsageError(`files of several trees: ${[...roots].join(', ')}`);
  const folders = named.flatMap(({ path: one, isFolder }) =>
    isFolder ? [one] : isWithin(one, root) ? [] : modulesAround(one),
  );
  const files = named.filter(({ isFolder }) => !isFolder).map(({ path: one }) => one);
  const isModule = folders.length > 0 || files.some((one) => !isWithin(one, root));
  return subject(
    root,
    folders,
    files.length < named.length ? undefined : files,
    options,
    current,
    isModule ? 'named' : false,
  );
}

/** The tree of a module's folder or file: the one around it, else the one that the user named for it. */
function treeFor({ word, path: one, isFolder }: Named, current: string): string {
  const folder = isFolder ? one : path.dirname(one);
  const around = treeAbove(folder);
  if (around !== undefined) return around;
  const said = treeNamedFor(folder, current);
  if (said === undefined) throw new UsageError(`${word}: ${NAME_A_TREE}`);
  return treeOf(said.tree, said.from, said.by);
}

function ofFolder(given: string | undefined, options: CommonOptions, { folder, sample }: Terminal): Subject {
  const around = treeAbove(folder);
  const said = given === undefined && around === undefined ? treeNamedFor(folder, folder) : undefined;
  const root = given ?? around ?? (said === undefined ? undefined : treeOf(said.tree, said.from, said.by));
  const module =
    root !== undefined && isWithin(folder, root) ? undefined : leadsToModules(folder) ? folder : moduleAbove(folder);
  if (root !== undefined)
    return subject(
      root,
      module === undefined ? [] : [module],
      undefined,
      options,
      folder,
      module === undefined ? false : 'here',
    );
  if (module !== undefined) throw new UsageError(`${module}: ${NAME_A_TREE}`);
  options.tellSource('no kernel tree here; showing the bundled sample kernel');
  return subject(sample, [], undefined, options, folder, false);
}

function subject(
  root: string,
  folders: readonly string[],
  files: readonly string[] | undefined,
  options: CommonOptions,
  current: string,
  isModule: Subject['isModule'],
): Subject {
  const disk = new NodeFiles(root);
  const asked = options.modules.map((name) => moduleFolder(name, current) ?? name);
  const outsideFolders = [...new Set([...folders, ...asked.filter((name) => path.isAbsolute(name))])];
  const modulePath = [
    ...new Set([
      ...options.modulePath.map((one) => path.resolve(current, one)),
      ...outsideFolders.flatMap(modulePathFor),
    ]),
  ];
  for (const one of modulePath)
    if (!existsSync(one)) throw new UsageError(`--module-path: no such folder: ${path.relative(current, one)}`);
  const names = (paths: readonly string[]): readonly string[] => paths.map((one) => disk.nameOf(one));
  const outside = {
    folders: names(outsideFolders),
    modulePath: names(modulePath),
    treeNames: [...new Set([root, realpathSync(root)])].map(slashed),
    readable: [
      ...new Set(
        names(
          [...outsideFolders, ...modulePath, ...(files?.map((file) => path.dirname(file)) ?? [])].map(projectFolder),
        ),
      ),
    ].filter((name) => name.startsWith('/')),
  };
  return {
    root,
    outside,
    isModule,
    files: files === undefined ? undefined : names(files),
    modules: asked.map((name) => (path.isAbsolute(name) ? disk.nameOf(name) : name)),
  };
}

/** --module FOLDER; undefined for a name. */
function moduleFolder(name: string, current: string): string | undefined {
  const folder = path.resolve(current, name);
  return /[/\\]/.test(name) && leadsToModules(folder) ? folder : undefined;
}

/** The modules that a command is about: those of --module, else those of the subject; empty means the kernel. */
export function subjectModules(
  { isModule, modules, files, outside }: Subject,
  workspace: Workspace,
): readonly string[] {
  if (modules.length > 0 || isModule === false) return modules;
  const given = workspace.outside.given.map(({ name }) => name);
  if (given.length === 0)
    throw new UsageError(
      `${(files ?? outside.folders).join(', ')}: no module here: no Makefile includes <bsd.kmod.mk>`,
    );
  const compiling =
    files === undefined
      ? []
      : given.filter((name) => {
          const module = workspace.module(name);
          return 'objects' in module && module.objects.some(({ source }) => files.includes(source));
        });
  return compiling.length > 0 ? compiling : given;
}

/** Prints what is not understood of a command's modules; the command uses the rest. */
export function subjectNotes({ isModule }: Subject, workspace: Workspace): readonly string[] {
  if (isModule === false) return [];
  const modules = workspace.outside.given.map(({ name }) => workspace.module(name));
  // Files of a folder of the tree need no module around them.
  const outside = workspace.outside.problems.filter(({ file }) => file.startsWith('/'));
  const problems = [
    ...outside,
    ...modules.flatMap((module) => ('problems' in module ? module.problems : [module.failure])),
  ];
  return [...new Set(problems.map(({ file, line, message }) => `${file}${line > 0 ? `:${line}` : ''}: ${message}`))];
}

/** The files that a command is about; undefined: all of the tree. */
export function subjectFiles({ isModule, files }: Subject, workspace: Workspace): readonly string[] | undefined {
  return files ?? (isModule === false ? undefined : workspace.outside.ownFiles());
}

function treeOf(tree: string, from: string, by: string): string {
  const found = findTree(tree, from, '');
  const who = by === tree ? '' : `${by}: `;
  if ('error' in found) throw new UsageError(`${who}${found.error}`);
  if (who !== '' && !recognizesTree(new NodeFiles(found.root)))
    throw new UsageError(`${who}no kernel source tree in ${found.root}: neither sys/net/vnet.h nor net/vnet.h exists`);
  return found.root;
}

function isTree(folder: string): boolean {
  return recognizesTree(new NodeFiles(folder));
}

function isWithin(one: string, folder: string): boolean {
  const relative = path.relative(folder, one);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function slashed(absolute: string): string {
  return `/${path.relative(path.parse(absolute).root, absolute).split(path.sep).join('/')}`;
}
