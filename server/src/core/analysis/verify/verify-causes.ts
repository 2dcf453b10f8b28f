import type { BuiltImage } from '../../elf/built-image.ts';
import { compilerOf, decidingWords, optionDifferences, type FileCondition } from './verify-evidence.ts';
import type { PredictedSet, RowComparison, RowDifference } from './verify-rows.ts';

/** What made the two sides differ, and so which of them is likelier wrong about the other. */
export type Likelier =
  /** The prediction was asked for another configuration than the build had. */
  | 'configuration'
  /** The prediction read another source than the build. */
  | 'source'
  /** The build was made with another compiler or linker than the model's clang and lld. */
  | 'toolchain'
  /** Configuration, source and compiler agree as far as can be seen. */
  | 'prediction';

export interface Cause {
  readonly likelier: Likelier;
  readonly why: string;
  /** Names of the rows, in the order of the build. */
  readonly rows: readonly string[];
}

/** What the tree and the configuration know; asked only where there are differences. */
export interface TreeKnowledge {
  readonly osreldate: number;
  readonly kernconf: string;
  readonly options: ReadonlyMap<string, string>;
  readonly devices: ReadonlySet<string>;
  /** Files of the tree that define a virtualized global of this name. */
  readonly definedIn: (name: string) => readonly string[];
  readonly isCompiled: (file: string) => boolean;
  /** What the files lists say; undefined if none names the file. */
  readonly conditionOf: (file: string) => FileCondition | undefined;
}

export type Judged = Pick<Cause, 'likelier' | 'why'>;

/**
 * What each difference comes from, and the causes with their rows. Rows that merely follow have no cause of their own.
 */
export function judge(
  predicted: PredictedSet,
  image: BuiltImage,
  { differences }: RowComparison,
  tree: TreeKnowledge,
): { readonly causes: readonly Cause[]; readonly judged: readonly Judged[]; readonly otherSource: string | undefined } {
  if (differences.length === 0) return { causes: [], judged: [], otherSource: undefined };
  const judgement = new Judgement(predicted, image, differences, tree);
  let last: Judged = { likelier: 'prediction', why: '' };
  const judged = differences.map((difference): Judged => {
    if (difference.kind === 'follows')
      return { likelier: last.likelier, why: 'its offset follows from the differences before it' };
    return (last = judgement.of(difference));
  });
  const causes = new Map<string, { likelier: Likelier; why: string; rows: string[] }>();
  for (const [i, { likelier, why }] of judged.entries()) {
    const difference = differences[i];
    if (difference === undefined || difference.kind === 'follows') continue;
    const known = causes.get(why);
    if (known === undefined) causes.set(why, { likelier, why, rows: [difference.name] });
    else known.rows.push(difference.name);
  }
  return { causes: [...causes.values()], judged, otherSource: judgement.otherSource };
}

const REPORT = 'please report it, with the file and `vnetscope layout --format json`';
const SOME_SHOWN = 3;

class Judgement {
  private readonly predicted: PredictedSet;
  private readonly image: BuiltImage;
  private readonly tree: TreeKnowledge;
  /** Why the build is of another source than the tree; undefined if nothing says so. */
  readonly otherSource: string | undefined;
  /** Why whole objects are on one side alone, by their source. */
  private readonly wholeObjects = new Map<string, Judged>();
  private readonly isOtherConfiguration: boolean;
  /** The tree's file of each extra row. */
  private readonly home = new Map<string, string | undefined>();

  constructor(predicted: PredictedSet, image: BuiltImage, differences: readonly RowDifference[], tree: TreeKnowledge) {
    this.predicted = predicted;
    this.image = image;
    this.tree = tree;
    for (const { kind, name } of differences) if (kind === 'extra') this.home.set(name, this.homeOf(name));
    this.otherSource = this.evidenceOfOtherSource();
    const lost = this.lostObjects(differences);
    const gained = [...new Set(this.home.values())].filter(
      (file) => file !== undefined && !tree.isCompiled(file),
    ) as string[];
    this.explainObjects(
      lost,
      () => true,
      (word) => `the build was configured without ${this.option(word)}; it has nothing of`,
      'the build has nothing of',
    );
    this.explainObjects(
      gained,
      (word) => !tree.options.has(word.toUpperCase()) && !tree.devices.has(word),
      (word) => `the build was configured with ${word}, unlike ${tree.kernconf}; it compiles`,
      `${tree.kernconf} does not compile, and the build does,`,
    );
    this.isOtherConfiguration = lost.length + gained.length > 0 || optionDifferences(image, tree.options).length > 0;
  }

  of(difference: RowDifference): Judged {
    switch (difference.kind) {
      case 'missing':
        return this.missing(difference);
      case 'extra':
        return this.extra(difference);
      case 'size':
        return this.size(difference);
      case 'order':
        return this.order(difference);
      case 'gap':
        return this.gap(difference);
      case 'follows':
      case 'unpredicted':
        return { likelier: 'prediction', why: 'the prediction has no number here; `vnetscope layout` says why' };
    }
  }

  private missing({ file }: RowDifference): Judged {
    if (this.image.section === undefined)
      return {
        likelier: 'configuration',
        why: 'the build has no set_vnet at all: it was configured without options VIMAGE',
      };
    return (
      this.wholeObjects.get(file ?? '') ??
      this.configured(
        'the build lacks variables of files that both compile: an option excludes them, or the source differs',
      )
    );
  }

  private extra({ name }: RowDifference): Judged {
    const file = this.home.get(name);
    if (file === undefined) return { likelier: 'source', why: 'no file of this tree defines them' };
    return (
      this.wholeObjects.get(file) ??
      this.configured(`files that both compile define them, but not with the options of ${this.tree.kernconf}`)
    );
  }

  private size({ predicted, found }: RowDifference): Judged {
    if (found !== null && found.typeSize !== null && found.typeSize === predicted?.size) {
      return {
        likelier: 'toolchain',
        why: "the build's own debugging information agrees with the predicted size; its symbol does not",
      };
    }
    const what = 'the same variables have other sizes: ';
    if (this.otherSource !== undefined) return { likelier: 'source', why: `${what}their declarations differ` };
    if (this.isOtherConfiguration)
      return { likelier: 'configuration', why: `${what}an option changes their types; other options differ too` };
    return {
      likelier: 'source',
      why: `${what}nothing else points to other options, so their declarations probably differ`,
    };
  }

  private order({ file }: RowDifference): Judged {
    const compiler = compilerOf(this.image);
    if (compiler === 'gcc' || compiler === 'both')
      return {
        likelier: 'toolchain',
        why: 'sizes are equal and the order differs: the build names gcc, which mostly emits variables in reverse; the model is clang',
      };
    const { built, expected } = this.ordersIn(file ?? '');
    if (built.length > 1 && built.join(' ') === expected.toReversed().join(' '))
      return {
        likelier: 'toolchain',
        why: 'sizes are equal and whole objects are reversed, as gcc emits them; the model is clang',
      };
    if (this.otherSource !== undefined)
      return {
        likelier: 'source',
        why: 'sizes are equal and the order differs: functions that mention them, or the files lists, differ',
      };
    if (built.join(' ') === expected.join(' '))
      return {
        likelier: 'configuration',
        why: 'whole objects are linked in another order: another list of files, or another linker',
      };
    if (compiler === 'clang')
      return {
        likelier: 'prediction',
        why: `sizes are equal, the compiler is clang as in the model, and the order differs: functions that mention them differ, or the prediction is wrong; ${REPORT}`,
      };
    return {
      likelier: 'toolchain',
      why: 'sizes are equal and the order differs: the build names no compiler; others than clang emit variables in another order',
    };
  }

  private gap({ found, predicted }: RowDifference): Judged {
    const isWide = found !== null && found.offset % 32 === 0 && (predicted?.size ?? 0) >= 32;
    const compiler = compilerOf(this.image);
    if (compiler === 'gcc' || (isWide && compiler !== 'clang'))
      return {
        likelier: 'toolchain',
        why: 'aligned more than their types need: gcc aligns aggregates of 32 bytes and more to 32; the model is clang',
      };
    const what = 'the same row precedes it and the gap differs: the type or the variable has another alignment';
    return this.otherSource === undefined
      ? { likelier: 'prediction', why: `${what}; ${REPORT}` }
      : { likelier: 'source', why: what };
  }

  private configured(why: string): Judged {
    return { likelier: this.otherSource === undefined ? 'configuration' : 'source', why };
  }

  private evidenceOfOtherSource(): string | undefined {
    const { osreldate } = this.image;
    if (osreldate !== undefined && this.tree.osreldate !== 0 && osreldate !== this.tree.osreldate)
      return `the build is of __FreeBSD_version ${osreldate}, the tree of ${this.tree.osreldate}`;
    const unknown = [...this.home].filter(([, file]) => file === undefined).map(([name]) => name);
    return unknown.length === 0 ? undefined : `the build has ${someOf(unknown)}, which this tree does not define`;
  }

  /** The file that defines an extra row: the compiled one if any is. */
  private homeOf(name: string): string | undefined {
    const files = this.tree.definedIn(name);
    return files.find((file) => this.tree.isCompiled(file)) ?? files[0];
  }

  /** Sources of which the build has not one predicted row. */
  private lostObjects(differences: readonly RowDifference[]): readonly string[] {
    const missing = new Set(
      differences.filter(({ kind }) => kind === 'missing').map(({ name, file }) => `${file ?? ''} ${name}`),
    );
    return this.predicted.objects
      .map(({ file }) => file)
      .filter((file) =>
        this.predicted.variables.every((row) => row.file !== file || missing.has(`${file} ${row.name}`)),
      );
  }

  private explainObjects(
    files: readonly string[],
    isPossible: (word: string) => boolean,
    byWord: (word: string) => string,
    otherwise: string,
  ): void {
    // Of another source nothing can be said about options.
    const words: ReadonlyMap<string, string> =
      this.otherSource === undefined ? decidingWords(files, this.tree.conditionOf, isPossible) : new Map();
    for (const file of files) {
      const word = words.get(file);
      const alike = files.filter((other) => words.get(other) === word);
      this.wholeObjects.set(file, this.configured(`${word === undefined ? otherwise : byWord(word)} ${someOf(alike)}`));
    }
  }

  /** A word of a files list with what would take it away from the configuration. */
  private option(word: string): string {
    const name = word.toUpperCase();
    if (this.tree.options.has(name)) return `options ${name} (try --option 'nooptions ${name}')`;
    return this.tree.devices.has(word) ? `device ${word} (try --option 'nodevice ${word}')` : word;
  }

  /** Names of an object's rows as the build has them, and as they are predicted. */
  private ordersIn(file: string): { readonly built: readonly string[]; readonly expected: readonly string[] } {
    const names = this.predicted.variables.filter((row) => row.file === file).map(({ name }) => name);
    const known = new Set(names);
    const built = this.image.variables.map(({ name }) => name).filter((name) => known.has(name));
    const there = new Set(built);
    return { built, expected: names.filter((name) => there.has(name)) };
  }
}

function someOf(names: readonly string[]): string {
  const more = names.length - SOME_SHOWN;
  return `${names.slice(0, SOME_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
