import { getOrMake } from '../collections/get-or-make.ts';
import type { FileSource } from '../text/file-source.ts';
import type { BuildFolder, CompileSettings } from './configuration.ts';
import { BUILD_FOLDER, folderOf, joinPath, tailOf } from './tree-path.ts';

/** A header found: `path` begins with "<build>/" when it exists only in the build folder. */
interface ResolvedInclude {
  readonly path: string;
  readonly text: string;
}

/**
 * @param name as spelled between the quotes or brackets, or after -include
 * @param form `forced` is -include: where the compiler runs (the build folder), a path as it is, then along -I
 * @param fromFile path of the including file: its folder is searched first for the quoted form
 * @param isNext #include_next: the search continues after the folder in which `fromFile` was found
 */
export type IncludeResolver = (
  name: string,
  form: 'quoted' | 'angled' | 'forced',
  fromFile: string,
  isNext: boolean,
) => ResolvedInclude | undefined;

/**
 * Looks into one folder: the build folder with its headers and links, or a folder of the tree. It remembers what it has
 * read; when files have changed, take a new one.
 */
export class FolderReader {
  readonly #files: FileSource;
  readonly build: BuildFolder;
  readonly #texts = new Map<string, ResolvedInclude | undefined>();
  /** Folder -> its names, so that a missing name needs no access to the disk. */
  readonly #names = new Map<string, ReadonlySet<string>>();

  constructor(files: FileSource, build: BuildFolder) {
    this.#files = files;
    this.build = build;
  }

  find(folder: string, name: string): ResolvedInclude | undefined {
    const path = folder === BUILD_FOLDER ? `${BUILD_FOLDER}/${name}` : joinPath(folder, name);
    const known = this.#texts.get(path);
    if (known !== undefined || this.#texts.has(path)) return known;
    const found = path.startsWith(`${BUILD_FOLDER}/`)
      ? this.#inBuildFolder(path.slice(BUILD_FOLDER.length + 1))
      : this.#inTree(path);
    this.#texts.set(path, found);
    return found;
  }

  #inTree(path: string): ResolvedInclude | undefined {
    const folder = folderOf(path);
    const names = getOrMake(this.#names, folder, () => new Set(this.#files.list(folder)));
    if (!names.has(path.slice(folder === '' ? 0 : folder.length + 1))) return undefined;
    const text = this.#files.read(path);
    return text === undefined ? undefined : { path, text };
  }

  #inBuildFolder(name: string): ResolvedInclude | undefined {
    const slash = name.indexOf('/');
    if (slash > 0) {
      const link = this.build.links.get(name.slice(0, slash));
      if (link !== undefined) return this.#inTree(joinPath(link, name.slice(slash + 1)));
    }
    const { folder } = this.build;
    const onDisk = folder === undefined ? undefined : this.#inTree(joinPath(folder, name));
    if (onDisk !== undefined) return onDisk;
    const text = this.build.headers.get(name) ?? this.build.generate(name);
    return text === undefined ? undefined : { path: `${BUILD_FOLDER}/${name}`, text };
  }
}

/** The folder among `folders` that holds `file` when it is reached as "folder/name"; -1 when none does. */
function indexOfFolder(folders: readonly string[], file: string, build: BuildFolder): number {
  const inFolder = folders.findIndex((folder) => folder !== BUILD_FOLDER && file.startsWith(`${folder}/`));
  const fromBuild =
    file.startsWith(`${BUILD_FOLDER}/`) || [...build.links.values()].some((link) => file.startsWith(`${link}/`));
  const buildIndex = fromBuild ? folders.indexOf(BUILD_FOLDER) : -1;
  return buildIndex >= 0 ? buildIndex : inFolder;
}

/**
 * Finds headers as the compiler does with these settings: the includer's folder for the quoted form, then
 * -I in order ("<build>" stands for opt_*.h, links and generated headers). Resolvers of other settings share what one
 * `reader` has read.
 */
export function createIncludeResolver(reader: FolderReader, compile: CompileSettings): IncludeResolver {
  const folders = compile.includeFolders;
  const angled = new Map<string, ResolvedInclude | undefined>();
  const search = (name: string, from: number): ResolvedInclude | undefined => {
    for (let index = from; index < folders.length; index++) {
      const found = reader.find(folders[index] ?? '', name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const forced = (name: string): ResolvedInclude | undefined => {
    const inBuild = name.startsWith('/') ? undefined : reader.find(BUILD_FOLDER, name);
    return inBuild ?? (name.includes('/') ? reader.find(folderOf(name), tailOf(name)) : undefined) ?? search(name, 0);
  };
  return (name, form, fromFile, isNext) => {
    if (form === 'forced') return forced(name);
    if (name.startsWith('/')) return undefined;
    if (isNext) return search(name, indexOfFolder(folders, fromFile, reader.build) + 1);
    if (form === 'quoted') {
      const beside = reader.find(folderOf(fromFile), name);
      if (beside !== undefined) return beside;
    }
    const known = angled.get(name);
    if (known !== undefined || angled.has(name)) return known;
    const found = search(name, 0);
    angled.set(name, found);
    return found;
  };
}
