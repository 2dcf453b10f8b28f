import type { FileSource } from '../../text/file-source.ts';
import { NotUnderstood } from '../shell/not-understood.ts';
import type { UtilityFiles } from '../shell/utility.ts';
import { BUILD_FOLDER, joinPath, normalizePath } from '../tree-path.ts';
import type { MakeSurroundings } from './make-surroundings.ts';

/** What paths in a makefile outside the tree mean; undefined for a makefile in the tree. */
export type OutsidePaths = Pick<MakeSurroundings, 'locate' | 'knows'>;

/**
 * The files that a command in a build folder sees: those written there, the kernel's option headers, and the tree.
 * Paths of the tree are relative to its root, as the makefiles' variables spell them.
 */
export class BuildFiles implements UtilityFiles {
  readonly written: Map<string, string>;
  private readonly files: FileSource;
  private readonly headers: ReadonlyMap<string, string>;
  private readonly links: ReadonlyMap<string, string>;
  private readonly outside: OutsidePaths;

  /**
   * @param headers those of the kernel's build folder, as KERNBUILDDIR has them
   * @param links folders by the name of their link in the build folder
   * @param isKernel true: this is the kernel's own build folder, so that its headers go by their names alone
   * @param outside what paths in a makefile outside the tree mean
   */
  constructor(
    files: FileSource,
    headers: ReadonlyMap<string, string>,
    links: ReadonlyMap<string, string>,
    isKernel = false,
    outside: OutsidePaths = {},
  ) {
    this.files = files;
    this.headers = headers;
    this.links = links;
    this.outside = outside;
    this.written = new Map(isKernel ? headers : []);
  }

  read(path: string): string | undefined {
    const name = this.nameOf(path);
    const own = this.written.get(name);
    if (own !== undefined) return own;
    if (path.startsWith(`${BUILD_FOLDER}/`)) return this.headers.get(name);
    const { locate, knows } = this.outside;
    if (locate === undefined ? path.startsWith('/') : knows?.(path) === false)
      throw new NotUnderstood(`${path}, which lies outside the tree,`);
    const linked = this.inTree(name);
    return this.files.read(locate === undefined || linked !== name ? linked : locate(path));
  }

  write(path: string, text: string): void {
    this.written.set(this.nameOf(path), text);
  }

  remove(path: string): void {
    this.written.delete(this.nameOf(path));
  }

  list(folder: string): readonly string[] {
    const own = [...this.written.keys()].filter((name) => !name.includes('/'));
    if (folder === BUILD_FOLDER) return [...new Set([...own, ...this.headers.keys()])].sort();
    if (folder === '' || folder === '.') return own.sort();
    if (this.outside.locate !== undefined) return this.files.list(this.outside.locate(folder));
    return folder.startsWith('/') ? [] : this.files.list(this.inTree(normalizePath(folder)));
  }

  private nameOf(path: string): string {
    const normalized = normalizePath(path);
    return normalized.startsWith(`${BUILD_FOLDER}/`) ? normalized.slice(BUILD_FOLDER.length + 1) : normalized;
  }

  /** "machine/x.h" and, in modules of 9.x and 10.x, "@/net/if.c" go through the build folder's links. */
  private inTree(path: string): string {
    const slash = path.indexOf('/');
    const link = this.links.get(slash < 0 ? path : path.slice(0, slash));
    return link === undefined ? path : joinPath(link, slash < 0 ? '.' : path.slice(slash + 1));
  }
}
