import { getOrMake } from '../core/collections/get-or-make.ts';
import path from 'node:path';
import { kernconfPlaces } from '../core/kernel/configure-kernel.ts';
import type { OutsideFolders } from '../core/kernel/outside-folder.ts';
import { Session } from '../core/analysis/session/session.ts';
import type { DiskShards } from '../host/disk-shards.ts';
import { findTree } from '../host/find-tree.ts';
import { FolderSettings } from '../host/folder-settings.ts';
import { moduleAbove, projectFolder } from '../host/module-folders.ts';
import { NodeFiles } from '../host/node-files.ts';
import { modulePathFor, treeNamedFor, type NamedTree } from '../host/outside-tree.ts';
import type { Settings } from '../protocol/settings.ts';
import { pathOfUri } from './file-uri.ts';

/** A kernel tree that is open. */
export interface Tree {
  readonly files: NodeFiles;
  readonly session: Session;
  /** As they are now. */
  readonly settings: Settings;
  readonly folderSettings: FolderSettings;
}

export type OpenShards = (files: NodeFiles) => DiskShards;

/** Why a folder has no tree: a one-line message. */
export interface NoTree {
  readonly state: 'noTree' | 'error';
  readonly message: string;
}

export interface TreeEvents {
  /** A tree was opened: open documents of its files must be put into it. */
  opened(tree: Tree): void;
  /** A file of a tree is not read, or is read through a link: a one-line message. */
  noted(text: string): void;
}

/**
 * The kernel trees of the client's folders, opened on the first request. The tree of a folder is the folder itself,
 * else the setting `tree`, else the first kernel tree above it, else the one that VNETSCOPE_TREE or .vnetscope.json
 * names.
 */
export class Trees {
  private readonly events: TreeEvents;
  private readonly byFolder = new Map<string, Tree | NoTree>();
  private readonly byRoot = new Map<string, Tree | NoTree>();
  /** Folders outside a tree that use it, by the tree's root. */
  private readonly outside = new Map<string, Set<string>>();
  /** What .vnetscope.json and the environment said about the folders when their trees were searched for. */
  private readonly said = new Map<string, string>();
  private folders: readonly string[] = [];
  private readonly settingsOf: (folder: string) => Settings;

  private readonly isTrusted: () => boolean;
  private readonly openShards: OpenShards | undefined;
  private readonly prepare: ((files: NodeFiles) => void) | undefined;

  /**
   * @param isTrusted false: the folders' files cannot name a tree or modules elsewhere
   * @param openShards opens what earlier runs computed over a tree's files; undefined: nothing is stored
   * @param prepare is called with a tree's files before they are read
   */
  constructor(
    events: TreeEvents,
    settingsOf: (folder: string) => Settings,
    isTrusted: () => boolean = () => true,
    openShards?: OpenShards,
    prepare?: (files: NodeFiles) => void,
  ) {
    this.events = events;
    this.settingsOf = settingsOf;
    this.isTrusted = isTrusted;
    this.openShards = openShards;
    this.prepare = prepare;
  }

  /** Folders (absolute paths) that the client has opened. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.outside.clear();
    this.said.clear();
    this.forget();
  }

  /** True if a folder's tree, or the modules beside it, would now be others. */
  get isSaidOtherwise(): boolean {
    return [...this.said].some(([folder, text]) => saidOf(folder, this.isTrusted()) !== text);
  }

  get folderPaths(): readonly string[] {
    return this.folders;
  }

  /**
   * Closes all trees; the next request reopens them. To be called when settings or a tree's configuration files change.
   */
  forget(): void {
    this.byFolder.clear();
    this.byRoot.clear();
  }

  /** Trees that are open. */
  get open(): readonly Tree[] {
    return [...this.byRoot.values()].filter((tree) => 'session' in tree);
  }

  /** Opens the trees of all folders; returns the tree of each, or why it has none. */
  openAll(): readonly (Tree | NoTree)[] {
    return this.folders.map((folder) => this.ofFolder(folder));
  }

  /** The tree that answers for a document. */
  ofUri(uri: string): Tree | NoTree | undefined {
    const file = pathOfUri(uri);
    if (file === undefined) return undefined;
    const holders = this.open.filter(({ files }) => !files.nameOf(file).startsWith('/'));
    if (holders.length > 0)
      return holders.reduce((best, tree) => (tree.files.root.length > best.files.root.length ? tree : best));
    const folder = this.folders.filter((one) => isInside(file, one)).sort((a, b) => b.length - a.length)[0];
    return this.ofFolder(folder ?? path.dirname(file));
  }

  private ofFolder(folder: string): Tree | NoTree {
    return getOrMake(this.byFolder, folder, () => this.find(folder));
  }

  private find(folder: string): Tree | NoTree {
    this.said.set(folder, saidOf(folder, this.isTrusted()));
    const settings = this.settingsOf(folder);
    const own = findTree(folder, folder, '');
    if ('root' in own && Session.recognizes(new NodeFiles(own.root))) return this.openRoot(own.root, folder, settings);
    const by = settings.tree.trim() === '' ? 'kernelTree' : 'tree';
    const given = settings[by].trim();
    if (given !== '') return this.openNamed({ tree: given, from: folder, by: `vnetscope.${by}` }, folder, settings);
    const above = findTree(undefined, path.dirname(folder), '');
    if ('root' in above && !above.isSample) return this.openRoot(above.root, folder, settings);
    const named = treeNamedFor(folder, folder, this.isTrusted());
    if (named !== undefined) return this.openNamed(named, folder, settings);
    return {
      state: 'noTree',
      message: `no FreeBSD kernel source in ${folder} or above it; name one with the setting vnetscope.tree`,
    };
  }

  private openNamed({ tree, from, by }: NamedTree, folder: string, settings: Settings): Tree | NoTree {
    const found = findTree(tree, from, '');
    return 'error' in found
      ? { state: 'error', message: `${by}: ${found.error}` }
      : this.openRoot(found.root, folder, settings);
  }

  private openRoot(root: string, folder: string, settings: Settings): Tree | NoTree {
    const openTree = this.byRoot.get(root);
    const brings = this.noteOutside(root, folder);
    if (openTree !== undefined && !brings) return openTree;
    const files = this.filesOf(root, settings);
    if (settings.cache) files.shards = this.openShards?.(files);
    const outside = outsideFolders(files, [...(this.outside.get(root) ?? [])], settings, this.isTrusted());
    for (const one of outside.readable) files.permitted.allowFolder(files.absolute(one));
    const folderSettings = new FolderSettings(files, () => this.settingsOf(folder), outside.readable);
    const session = Session.open(files, {
      arch: settings.arch,
      kernconf: settings.kernconf === DEFAULT_KERNCONF ? undefined : settings.kernconf,
      options: settings.options.map((option) => (option.startsWith('-') ? `nooptions ${option.slice(1)}` : option)),
      settingsAt: folderSettings.at,
      outside,
    });
    const tree: Tree | NoTree =
      'failure' in session
        ? { state: 'error', message: session.failure.message }
        : this.treeOf({ files, session, folderSettings }, folder);
    if (openTree !== undefined) {
      for (const [other, its] of [...this.byFolder]) if (its === openTree) this.byFolder.set(other, tree);
    }
    this.byRoot.set(root, tree);
    if ('session' in tree) this.events.opened(tree);
    return tree;
  }

  /**
   * The tree, the folders that the client has opened, and, wherever it lies, the KERNCONF that trusted settings name.
   */
  private filesOf(root: string, { arch, kernconf }: Settings): NodeFiles {
    const files = new NodeFiles(root);
    this.prepare?.(files);
    files.permitted.onNoted((note) => {
      this.events.noted(files.noteText(note));
    });
    for (const folder of this.folders) files.permitted.allowFolder(folder);
    // In an untrusted workspace, the workspace itself named the file and may have made the link.
    if (!this.isTrusted()) return files;
    for (const place of kernconfPlaces({ arch, kernconf })) files.permitted.allowFile(files.absolute(place));
    if (kernconf.includes('/')) files.permitted.allowFile(files.absolute(kernconf));
    return files;
  }

  private treeOf(tree: Omit<Tree, 'settings'>, folder: string): Tree {
    const { settingsOf } = this;
    return {
      ...tree,
      get settings() {
        return settingsOf(folder);
      },
    };
  }

  /**
   * Adds a client's folder outside its tree, or the module's folder of a file that no tree contains: its sources are
   * indexed too. True if it is new.
   */
  private noteOutside(root: string, from: string): boolean {
    const folder = this.folders.includes(from) ? from : moduleAbove(from);
    if (folder === undefined || isInside(folder, root) || isInside(root, folder)) return false;
    const known = this.outside.get(root);
    if (known?.has(folder) === true) return false;
    if (known === undefined) this.outside.set(root, new Set([folder]));
    else known.add(folder);
    return true;
  }
}

/** The modules outside a tree that are worked on with it. */
function outsideFolders(
  files: NodeFiles,
  folders: readonly string[],
  settings: Settings,
  isTrusted: boolean,
): OutsideFolders {
  const modulePath = [
    ...new Set(
      folders.flatMap((folder) => [
        ...settings.modulePath.map((one) => path.resolve(folder, one)),
        ...(isTrusted ? modulePathFor(folder) : []),
      ]),
    ),
  ];
  const names = (paths: readonly string[]): readonly string[] => paths.map((one) => files.nameOf(one));
  return {
    folders: names(folders),
    modulePath: names(modulePath),
    treeNames: [files.root],
    // An open folder may be read. Files above it that its Makefile names may be read within its project, if the
    // workspace is trusted.
    readable: names([...new Set([...folders, ...(isTrusted ? [...folders, ...modulePath].map(projectFolder) : [])])]),
  };
}

function saidOf(folder: string, isTrusted: boolean): string {
  return JSON.stringify([treeNamedFor(folder, folder, isTrusted), isTrusted ? modulePathFor(folder) : []]);
}

/** The setting's default means the machine's own default, which is GENERIC64 on powerpc64. */
const DEFAULT_KERNCONF = 'GENERIC';

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
