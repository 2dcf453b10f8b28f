import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import { getOrMake } from '../../collections/get-or-make.ts';
import { BUILD_FOLDER, folderOf, joinPath } from '../../kernel/tree-path.ts';
import type { Translation } from '../../preprocessor/preprocessor.ts';
import type { FileSource } from '../../text/file-source.ts';
import { fromPlain, toPlain } from './plain-data.ts';
import type { TreeChange } from './tree-change.ts';
import type { TreeShards } from './tree-shards.ts';

/** Answers about one unit whose contents differ: one for each branch that is visited. */
const MOST_VARIANTS = 3;

/** A content that a unit read, or how it found a header: form, name, folder of the includer, path ("" for none). */
type Input = readonly [path: string, id: string] | readonly ['quoted' | 'angled', string, string, string];

/** Answers that so many runs have not used are dropped. */
const MOST_RUNS_UNUSED = 20;

/** An answer: what about, numbers of the inputs that it was computed from, the answer, the run that used it last. */
type Row = readonly [key: string, inputs: readonly number[], value: unknown, run: number];

interface Stored {
  readonly run: number;
  readonly inputs: readonly Input[];
  readonly rows: readonly Row[];
}

/** How a unit is compiled. */
export interface UnitSettings {
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

/** What was computed about a unit: its answer holds as long as the unit would read the same. */
export interface UnitAnswer<T> {
  readonly unit: { readonly translation: Pick<Translation, 'includes'> };
  readonly value: T;
  /** Headers that were looked for with <> and are not there. */
  readonly absent?: readonly string[];
}

/**
 * Answers about units from earlier runs. An answer is stored with the contents that its unit read, and with where each
 * #include led. It holds if all of these are the same now. Inputs are numbered: most units read the same headers, and
 * each input is looked at once.
 */
export class StoredUnits {
  private readonly tree: TreeShards;
  private readonly files: FileSource;
  private readonly key: string;
  private readonly asksForFiles: (path: string) => boolean;
  private readonly inputs: Input[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly rows = new Map<string, Row[]>();
  /** By the number of an input: whether it is as it was; for what depends on them, by include folders and build. */
  private readonly holding = new Map<string, (boolean | undefined)[]>();
  private readonly builds = new Map<BuildFolder, number>();
  private readonly ids = new Map<object, string>();
  private readonly names = new Map<string, ReadonlySet<string>>();
  private readonly run: number;
  private readonly used = new Set<Row>();
  private isChanged = false;

  /**
   * @param question what all answers depend on besides the unit's settings: machine, release, roles of macros
   * @param asksForFiles true for a file with __has_include: what such a unit depends on is not all known
   */
  constructor(tree: TreeShards, files: FileSource, question: unknown, asksForFiles: (path: string) => boolean) {
    this.tree = tree;
    this.files = files;
    this.key = `units ${tree.shortId(question)}`;
    this.asksForFiles = asksForFiles;
    const stored = tree.shards.find(this.key) as Stored | undefined;
    this.run = (stored?.run ?? 0) + 1;
    for (const input of stored?.inputs ?? []) this.numbers.set(input.join('\n'), this.inputs.push(input) - 1);
    for (const row of stored?.rows ?? []) this.variants(row[0]).push(row);
    tree.shards.beforeSave?.(() => {
      this.save();
    });
  }

  /** Files changed: inputs that may be others now are looked at again. */
  forget({ paths, cameOrWent }: Pick<TreeChange, 'paths' | 'cameOrWent'>): void {
    if (cameOrWent.length > 0) this.names.clear();
    if (cameOrWent.length > 0 || !paths.every((path) => /\.[ch]$/.test(path))) {
      this.holding.clear();
      return;
    }
    const changed = new Set(paths);
    const numbers = this.inputs.flatMap((input, i) => (input.length === 2 && changed.has(input[0]) ? [i] : []));
    for (const holding of this.holding.values()) for (const number of numbers) holding[number] = undefined;
  }

  /** The answer to `question` about a unit: a stored one that holds, else that of `work`. */
  answer<T>(
    question: string,
    source: string,
    settings: UnitSettings,
    work: () => UnitAnswer<T> | undefined,
  ): T | undefined {
    const { build } = settings;
    // What such a folder holds is not known from the tree alone.
    if (build.folder !== undefined) return work()?.value;
    const key = `${question} ${source} ${this.idOf(settings.compile)} ${this.idOf(build.links)}`;
    const variants = this.variants(key);
    const around = this.around(settings);
    const holding = variants.findIndex(([, inputs]) => inputs.every((input) => this.holds(input, settings, around)));
    const known = variants[holding];
    if (known !== undefined) {
      if (holding > 0) variants.unshift(...variants.splice(holding, 1));
      this.used.add(known);
      return fromPlain(known[2]) as T;
    }
    const made = work();
    if (made === undefined) return undefined;
    const inputs = this.inputsOf(made, source, settings);
    if (inputs !== undefined) {
      this.isChanged = true;
      variants.unshift([key, inputs, toPlain(made.value), this.run]);
      variants.length = Math.min(variants.length, MOST_VARIANTS);
    }
    return made.value;
  }

  private variants(key: string): Row[] {
    let rows = this.rows.get(key);
    if (rows === undefined) this.rows.set(key, (rows = []));
    return rows;
  }

  /** Numbers of what a unit was computed from; undefined if that is not all known. */
  private inputsOf(
    { unit: { translation }, absent = [] }: UnitAnswer<unknown>,
    source: string,
    settings: UnitSettings,
  ): readonly number[] | undefined {
    const found = new Set<number>();
    const add = (input: Input): void => {
      found.add(this.numberOf(input));
    };
    const content = (path: string): boolean => {
      const id = this.contentId(path, settings.build);
      if (id === undefined || this.asksForFiles(path)) return false;
      add([path, id]);
      return true;
    };
    if (!content(source)) return undefined;
    for (const { from, token, name, path } of translation.includes) {
      if (path !== undefined && !content(path)) return undefined;
      const form = from !== undefined && from.text[from.start[token + 2] ?? 0] === '"' ? 'quoted' : 'angled';
      const folder = form === 'quoted' ? folderOf(from?.path ?? '') : '';
      // #include_next, and what -include finds elsewhere.
      if (this.locate(form, name, folder, settings) !== (path ?? '')) return undefined;
      add([form, name, folder, path ?? '']);
    }
    for (const name of absent) {
      if (this.locate('angled', name, '', settings) !== '') return undefined;
      add(['angled', name, '', '']);
    }
    return [...found];
  }

  private numberOf(input: Input): number {
    const key = input.join('\n');
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.inputs.push(input) - 1));
    return number;
  }

  /** Identifies where #includes are looked for. */
  private around({ compile, build }: UnitSettings): string {
    const number = getOrMake(this.builds, build, () => this.builds.size + 1);
    return `${number} ${this.idOf(compile.includeFolders)}`;
  }

  private holds(number: number, settings: UnitSettings, around: string): boolean {
    const input = this.inputs[number];
    if (input === undefined) return false;
    const isOfTree = input.length === 2 && !input[0].startsWith(`${BUILD_FOLDER}/`);
    const holding = getOrMake(this.holding, isOfTree ? '' : around, () => []);
    return (holding[number] ??= this.looksAlike(input, settings));
  }

  private looksAlike(input: Input, settings: UnitSettings): boolean {
    if (input.length === 2) return this.contentId(input[0], settings.build) === input[1];
    const [form, name, folder, path] = input;
    return this.locate(form, name, folder, settings) === path;
  }

  private contentId(path: string, build: BuildFolder): string | undefined {
    if (!path.startsWith(`${BUILD_FOLDER}/`)) return this.tree.shards.idOf(path);
    const name = path.slice(BUILD_FOLDER.length + 1);
    const text = build.headers.get(name) ?? build.generate(name);
    // What makes its text uncertain makes the unit's answers so.
    const because = text === undefined ? undefined : build.unknown?.(name);
    if (text === undefined) return undefined;
    return this.tree.shards.textId(because === undefined ? text : `${text}${JSON.stringify(because)}`);
  }

  /** Where an #include leads, as kernel/include-resolver.ts finds it, by names alone. "" for nowhere. */
  private locate(form: string, name: string, folder: string, { compile, build }: UnitSettings): string {
    const folders = form === 'quoted' ? [folder, ...compile.includeFolders] : compile.includeFolders;
    for (const one of folders) {
      const path = this.inFolder(one, name, build);
      if (path !== undefined) return path;
    }
    return '';
  }

  private inFolder(folder: string, name: string, build: BuildFolder): string | undefined {
    const path = folder === BUILD_FOLDER ? `${BUILD_FOLDER}/${name}` : joinPath(folder, name);
    if (!path.startsWith(`${BUILD_FOLDER}/`)) return this.inTree(path);
    const inside = path.slice(BUILD_FOLDER.length + 1);
    const slash = inside.indexOf('/');
    const link = slash > 0 ? build.links.get(inside.slice(0, slash)) : undefined;
    const linked = link === undefined ? undefined : this.inTree(joinPath(link, inside.slice(slash + 1)));
    if (linked !== undefined) return linked;
    return build.headers.has(inside) || build.generate(inside) !== undefined ? path : undefined;
  }

  private inTree(path: string): string | undefined {
    const folder = folderOf(path);
    let names = this.names.get(folder);
    if (names === undefined) this.names.set(folder, (names = new Set(this.files.list(folder))));
    return names.has(path.slice(folder === '' ? 0 : folder.length + 1)) ? path : undefined;
  }

  private idOf(data: object): string {
    return getOrMake(this.ids, data, () => this.tree.shortId(data instanceof Map ? [...data] : data));
  }

  private save(): void {
    if (!this.isChanged) return;
    this.isChanged = false;
    // Inputs of answers that are gone are left out.
    const numbers = new Map<number, number>();
    const inputs: Input[] = [];
    const renumbered = (number: number): number => {
      let fresh = numbers.get(number);
      if (fresh === undefined) numbers.set(number, (fresh = inputs.push(this.inputs[number] as Input) - 1));
      return fresh;
    };
    const rows: Row[] = [];
    for (const row of [...this.rows.values()].flat()) {
      const [key, of, value, run] = row;
      const lastRun = this.used.has(row) ? this.run : run;
      if (this.run - lastRun <= MOST_RUNS_UNUSED) rows.push([key, of.map(renumbered), value, lastRun]);
    }
    this.tree.shards.keep(this.key, { run: this.run, inputs, rows } satisfies Stored);
  }
}
