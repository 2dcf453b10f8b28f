import { getOrMake } from '../../collections/get-or-make.ts';
import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import { BUILD_FOLDER, folderOf, joinPath } from '../../kernel/tree-path.ts';
import type { TranslationUnit } from '../../parser/translation-unit.ts';
import type { UnitLayouts } from './layout-unit.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Ids of contents, so that results from a file are valid wherever the same content is: in another revision, or the next
 * run.
 */
export interface Contents {
  /** Equal for equal contents of files; undefined if the file cannot be read. */
  idOf(path: string): string | undefined;
  /** Equal for equal texts. */
  textId(text: string): string;
  /** True if idOf costs no reading. */
  readonly isListed: boolean;
}

/** What a unit contributed, with everything that it was computed from. */
export interface CachedPart {
  /** Content by path, the unit's own source among them. */
  readonly reads: Readonly<Record<string, string>>;
  /** How each #include was found: form, name, folder of the file that holds it, path found ("" for none). */
  readonly includes: readonly (readonly ['quoted' | 'angled', string, string, string])[];
  readonly layouts: UnitLayouts;
}

/** Parts by unit and configuration; several for one key are of different contents. */
export interface PartStore {
  find(key: string): readonly CachedPart[];
  keep(key: string, part: CachedPart): void;
  /** Whether a content holds certain marks. */
  holds(content: string, marks: string): boolean | undefined;
  keepHolds(content: string, marks: string, holds: boolean): void;
}

/** A unit as it is translated: a source of the tree, or a text made here. */
export interface UnitText {
  readonly source: string;
  readonly text: string;
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

/** Finds parts that still hold in one workspace. */
export class PartFinder {
  private readonly workspace: Workspace;
  private readonly contents: Contents;
  private readonly store: PartStore;
  private readonly ids = new Map<string, string | undefined>();
  private readonly folders = new Map<string, ReadonlySet<string>>();
  private readonly located = new Map<string, string>();
  private readonly buildIds = new Map<BuildFolder, string>();
  private readonly question: string;

  /** @param question what is asked of units besides their text: parts of another question don't serve */
  constructor(workspace: Workspace, contents: Contents, store: PartStore, question: string) {
    this.workspace = workspace;
    this.contents = contents;
    this.store = store;
    const { arch, vimage } = workspace.kernel;
    this.question = contents.textId(JSON.stringify([arch, vimage, workspace.tree.release.osreldate, question]));
  }

  /** The unit's part when nothing that it depends on is another now. */
  find(unit: Omit<UnitText, 'text'> & { readonly text: string | undefined }): CachedPart | undefined {
    return this.store.find(this.key(unit)).find((part) => this.holds(part, unit));
  }

  keep(unit: UnitText, translated: TranslationUnit, layouts: UnitLayouts): void {
    const { source, text, build } = unit;
    const reads: Record<string, string> = { [source]: this.contents.textId(text) };
    const includes = new Map<string, CachedPart['includes'][number]>();
    for (const { from, token, name, path } of translated.translation.includes) {
      if (path !== undefined) reads[path] = this.idOf(path, build) ?? '';
      const form = from !== undefined && from.text[from.start[token + 2] ?? 0] === '"' ? 'quoted' : 'angled';
      const folder = form === 'quoted' ? folderOf(from?.path ?? '') : '';
      includes.set(`${form} ${name} ${folder}`, [form, name, folder, path ?? '']);
    }
    this.store.keep(this.key(unit), { reads, includes: [...includes.values()], layouts });
  }

  private key({ source, compile, build }: Omit<UnitText, 'text'>): string {
    const id = getOrMake(this.buildIds, build, () =>
      this.contents.textId(JSON.stringify([[...build.headers], [...build.links]])),
    );
    return `${source} ${this.contents.textId(JSON.stringify([compile, id, this.question]))}`;
  }

  private holds(
    { reads, includes }: CachedPart,
    { source, text, compile, build }: Omit<UnitText, 'text'> & { readonly text: string | undefined },
  ): boolean {
    for (const path in reads) {
      const id = path === source && text !== undefined ? this.contents.textId(text) : this.idOf(path, build);
      if (id !== reads[path]) return false;
    }
    return includes.every(([form, name, folder, path]) => this.locate(form, name, folder, compile, build) === path);
  }

  private idOf(path: string, build: BuildFolder): string | undefined {
    if (path.startsWith(`${BUILD_FOLDER}/`)) return this.buildId(path.slice(BUILD_FOLDER.length + 1), build);
    let known = this.ids.get(path);
    if (known === undefined && !this.ids.has(path)) this.ids.set(path, (known = this.contents.idOf(path)));
    return known;
  }

  private buildId(name: string, build: BuildFolder): string | undefined {
    const text = build.headers.get(name) ?? build.generate(name);
    return text === undefined ? undefined : this.contents.textId(text);
  }

  /** Where an #include leads now, as kernel/include-resolver.ts finds it, by names alone. "" for nowhere. */
  private locate(
    form: 'quoted' | 'angled',
    name: string,
    folder: string,
    { includeFolders }: CompileSettings,
    build: BuildFolder,
  ): string {
    const key = `${form} ${name} ${folder} ${includeFolders.join(' ')} ${this.buildIds.get(build) ?? ''}`;
    let known = this.located.get(key);
    if (known === undefined) {
      const folders = form === 'quoted' ? [folder, ...includeFolders] : includeFolders;
      known = folders.map((one) => this.inFolder(one, name, build)).find((path) => path !== undefined) ?? '';
      this.located.set(key, known);
    }
    return known;
  }

  private inFolder(folder: string, name: string, build: BuildFolder): string | undefined {
    if (folder !== BUILD_FOLDER) return this.inTree(joinPath(folder, name));
    const slash = name.indexOf('/');
    const link = slash > 0 ? build.links.get(name.slice(0, slash)) : undefined;
    if (link !== undefined) return this.inTree(joinPath(link, name.slice(slash + 1)));
    return build.headers.has(name) || build.generate(name) !== undefined ? `${BUILD_FOLDER}/${name}` : undefined;
  }

  private inTree(path: string): string | undefined {
    const folder = folderOf(path);
    const names = getOrMake(this.folders, folder, () => new Set(this.workspace.files.list(folder)));
    return names.has(path.slice(folder === '' ? 0 : folder.length + 1)) ? path : undefined;
  }
}
