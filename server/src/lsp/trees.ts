import path from 'node:path';
import { kernconfPlaces } from '../core/kernel/configure-kernel.ts';
import type { OutsideFolders } from '../core/kernel/outside-folder.ts';
import { Session } from '../core/analysis/session/session.ts';
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

/** Why there is no tree for a folder: one line for people. */
export interface NoTree {
  readonly state: 'noTree' | 'error';
  readonly message: string;
}

export interface TreeEvents {
  /** A tree was opened; documents of its files may have to be put into it. */
  opened(tree: Tree): void;
  /** Something of a tree is there and not read, or read elsewhere than where it stands: one line for people. */
  noted(text: string): void;
}

/**
 * The kernel trees of the client's folders, opened when the first question about them comes: the folder itself where it
 * is one, else the setting tree, else the first folder above it that is one, else what VNETSCOPE_TREE or
 * .vnetscope.json names.
 */
export class Trees {
  private readonly events: TreeEvents;
  private readonly byFolder = new Map<string, Tree | NoTree>();
  private readonly byRoot = new Map<string, Tree | NoTree>();
  /** Folders outside a tree that work with it, by the tree's root. */
  private readonly outside = new Map<string, Set<string>>();
  /** What .vnetscope.json and the environment said of the folders, when their trees were looked for. */
  private readonly said = new Map<string, string>();
  private folders: readonly string[] = [];
  private readonly settingsOf: (folder: string) => Settings;

  private readonly isTrusted: () => boolean;

  /**
   * @param isTrusted false while nobody has vouched for the folders: then their files name nothing that lies elsewhere
   */
  constructor(events: TreeEvents, settingsOf: (folder: string) => Settings, isTrusted: () => boolean = () => true) {
    this.events = events;
    this.settingsOf = settingsOf;
    this.isTrusted = isTrusted;
  }

  /** Folders (absolute paths) that the client has opened. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.outside.clear();
    this.said.clear();
    this.forget();
  }

  /** True when a folder would be looked at with another tree, or other modules beside it, than it is. */
  get isSaidOtherwise(): boolean {
    return [...this.said].some(([folder, text]) => saidOf(folder, this.isTrusted()) !== text);
  }

  get folderPaths(): readonly string[] {
    return this.folders;
  }

  /** Everything is opened anew when it is next asked for: settings or the configuration files of a tree changed. */
  forget(): void {
    this.byFolder.clear();
    this.byRoot.clear();
  }

  /** Trees that are open. */
  get open(): readonly Tree[] {
    return [...this.byRoot.values()].filter((tree) => 'session' in tree);
  }

  /** Opens the trees of all folders and answers what became of each. */
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
    let known = this.byFolder.get(folder);
    if (known === undefined) this.byFolder.set(folder, (known = this.find(folder)));
    return known;
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
      message: `no FreeBSD kernel source in ${folder} nor above it; the setting vnetscope.tree can name one`,
    };
  }

  private openNamed({ tree, from, by }: NamedTree, folder: string, settings: Settings): Tree | NoTree {
    const found = findTree(tree, from, '');
    return 'error' in found
      ? { state: 'error', message: `${by}: ${found.error}` }
      : this.openRoot(found.root, folder, settings);
  }

  private openRoot(root: string, folder: string, settings: Settings): Tree | NoTree {
    const known = this.byRoot.get(root);
    const brings = this.noteOutside(root, folder);
    if (known !== undefined && !brings) return known;
    const files = this.filesOf(root, settings);
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
    if (known !== undefined) {
      for (const [other, its] of [...this.byFolder]) if (its === known) this.byFolder.set(other, tree);
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
    files.permitted.onNoted((note) => {
      this.events.noted(files.noteText(note));
    });
    for (const folder of this.folders) files.permitted.allowFolder(folder);
    // In a workspace that nobody vouches for, it is the workspace that names it, and that made the link.
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
   * A folder of the client that lies outside the tree it works with, or the module's folder of a file that lies in
   * none: its sources are indexed too. True when it is new.
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
    // A folder that is open may be read as it is; what a Makefile reaches above it as far as its project, when it is
    // trusted.
    readable: names([...new Set([...folders, ...(isTrusted ? [...folders, ...modulePath].map(projectFolder) : [])])]),
  };
}

function saidOf(folder: string, isTrusted: boolean): string {
  return JSON.stringify([treeNamedFor(folder, folder, isTrusted), isTrusted ? modulePathFor(folder) : []]);
}

/** The setting's default stands for each machine's own default: it is GENERIC64 on powerpc64. */
const DEFAULT_KERNCONF = 'GENERIC';

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
