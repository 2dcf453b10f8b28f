import type { Interner } from '../lexer/interner.ts';
import { lexFile } from '../lexer/lex.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { Problem } from '../text/problem.ts';
import { TokenAddresses } from './addresses.ts';
import { BodyFilter, type WantedUntil } from './body-filter.ts';
import { builtinMacros, type BuiltinState } from './builtins.ts';
import { Expander } from './expander.ts';
import { MacroEnvironment } from './macro-environment.ts';
import { M_BUILTIN } from './macro.ts';
import { onceMark } from './once-mark.ts';
import { runSegment } from './run-segment.ts';
import { PresumedLines } from './presumed-lines.ts';
import type { Segment } from './segment.ts';
import { getOrMake } from '../collections/get-or-make.ts';

export const MAX_INCLUDE_DEPTH = 200;
/** A kernel's largest units have some thousand. */
export const MAX_INCLUDES_PER_UNIT = 20_000;

interface ResolvedInclude {
  readonly path: string;
  readonly text: string;
}

/** How an #include finds its file; undefined if there is none. */
export type ResolveInclude = (
  name: string,
  form: 'quoted' | 'angled' | 'forced',
  fromFile: string,
  isNext: boolean,
) => ResolvedInclude | undefined;

/** What a translation depends on besides the main file's text. */
export interface TranslationSettings {
  /** The compiler's own definitions and the command line's -D and -U, as #define and #undef lines. */
  readonly predefined: string;
  /** Names given with -include, in order. */
  readonly forcedIncludes: readonly string[];
  readonly resolve: ResolveInclude;
}

/** Which function bodies of a main file a translation needs: all, or those that a BodyFilter with this finds needed. */
export type WantedBodies = 'all' | WantedUntil;

interface IncludedFile {
  /** The file that holds the #include; undefined for -include. */
  readonly from: TokenFile | undefined;
  /** Token index of its `#` in `from`. */
  readonly token: number;
  readonly name: string;
  /** undefined if the file was not found. */
  readonly path: string | undefined;
}

/** One translation unit after preprocessing: its segments in order, those without tokens left out. */
export interface Translation {
  readonly mainFile: TokenFile;
  readonly segments: readonly Segment[];
  readonly includes: readonly IncludedFile[];
  readonly problems: readonly Problem[];
}

/**
 * Preprocesses translation units one after another. What two units share is done once: a file is lexed once per
 * content, a segment preprocessed once per set of answers it depended on.
 */
export class Preprocessor {
  readonly interner: Interner;
  readonly addresses = new TokenAddresses();
  readonly environment: MacroEnvironment;
  private readonly state: BuiltinState;
  private readonly expander: Expander;
  private readonly builtinIds: readonly (readonly [name: number, macro: number])[];
  /** Files in which __has_include was asked: what their units depend on is not in their #includes alone. */
  readonly askingForFiles = new Set<string>();
  private readonly files = new Map<string, TokenFile>();
  private readonly known = new WeakMap<TokenFile, Map<number, Segment[]>>();
  private nextSegment = 1;
  private filter: BodyFilter | undefined;

  constructor(interner: Interner) {
    this.interner = interner;
    this.environment = new MacroEnvironment(interner);
    this.state = {
      counter: 0,
      dependsOnUnit: false,
      includeLevel: 0,
      mainPath: '',
      hasInclude: () => false,
      lines: new PresumedLines(),
      markOnce: (expander) => {
        const file = expander.source?.file;
        if (file !== undefined) expander.environment.set(onceMark(file, expander), 1);
      },
    };
    const builtins = builtinMacros(this.addresses, this.state);
    this.expander = new Expander(this.interner, this.environment, builtins);
    const nowhere = this.tokensOf('<builtin>', '');
    this.builtinIds = [...builtins.keys()].map((spelling) => {
      const name = this.interner.intern(spelling);
      const macro = this.environment.add((id) => ({
        id,
        name,
        kind: M_BUILTIN,
        file: nowhere,
        nameToken: 0,
        from: 0,
        to: 0,
        parameters: [],
        isVariadic: false,
        parameterOf: undefined,
        hasOperators: false,
      }));
      return [name, macro.id] as const;
    });
  }

  /** Tokens of a file's content; the same content of the same path is lexed once. */
  tokensOf(path: string, text: string): TokenFile {
    const known = this.files.get(path);
    if (known !== undefined && known.text === text) return known;
    const file = lexFile(path, text, this.interner);
    this.addresses.place(file);
    this.files.set(path, file);
    return file;
  }

  /** The tokens a path had when it was last translated. */
  lastTokensOf(path: string): TokenFile | undefined {
    return this.files.get(path);
  }

  translate(path: string, text: string, settings: TranslationSettings, bodies: WantedBodies = 'all'): Translation {
    this.environment.reset();
    this.filter = bodies === 'all' ? undefined : new BodyFilter(this.environment, bodies);
    for (const [name, macro] of this.builtinIds) this.environment.set(name, macro);
    this.state.counter = 0;
    this.state.mainPath = path;
    const run = new TranslationRun(this, settings);
    const mainFile = this.tokensOf(path, text);
    run.enter(this.tokensOf(`<predefined ${settings.predefined.length}>`, settings.predefined), 0, true);
    for (const name of settings.forcedIncludes) run.include(name, 'forced', path, false, undefined, 0, 0);
    run.enter(mainFile, 0, false);
    return { mainFile, segments: run.segments, includes: run.includes, problems: run.problems };
  }

  /** The segment of `file` at `from` under the present macros; `isShared` keeps it for other units. */
  segmentAt(file: TokenFile, from: number, isShared: boolean): Segment {
    let variants: Segment[] | undefined;
    if (isShared) {
      const places = getOrMake(this.known, file, () => new Map<number, Segment[]>());
      variants = places.get(from);
      if (variants === undefined) places.set(from, (variants = []));
      for (const segment of variants) {
        if (this.environment.answersAgain(segment.reads)) {
          this.environment.replay(segment.writes);
          return segment;
        }
      }
    }
    const segment = runSegment(
      this.nextSegment++,
      file,
      from,
      this.expander,
      this.state,
      isShared ? undefined : this.filter,
    );
    if (segment.isShareable) variants?.push(segment);
    return segment;
  }

  /** Sets what __has_include and __INCLUDE_LEVEL__ answer inside `fromFile`. */
  setPlace(fromFile: string, level: number, resolve: ResolveInclude): void {
    this.state.includeLevel = level;
    this.state.hasInclude = (name, form, isNext) => {
      this.askingForFiles.add(fromFile);
      return resolve(name, form, fromFile, isNext) !== undefined;
    };
  }

  enterLines(file: TokenFile): readonly [number, number] {
    return this.state.lines.enter(this.expander, file);
  }

  leaveLines(file: TokenFile, lines: readonly [number, number]): void {
    this.state.lines.leave(this.expander, file, lines);
  }

  isOnceDone(file: TokenFile): boolean {
    return this.environment.peek(onceMark(file, this.expander)) !== 0;
  }
}

class TranslationRun {
  readonly segments: Segment[] = [];
  readonly includes: IncludedFile[] = [];
  readonly problems: Problem[] = [];
  private readonly preprocessor: Preprocessor;
  private readonly settings: TranslationSettings;
  private readonly missing = new Set<string>();
  private isTooDeep = false;

  constructor(preprocessor: Preprocessor, settings: TranslationSettings) {
    this.preprocessor = preprocessor;
    this.settings = settings;
  }

  enter(file: TokenFile, depth: number, isShared: boolean): void {
    const lines = this.preprocessor.enterLines(file);
    this.run(file, depth, isShared);
    this.preprocessor.leaveLines(file, lines);
  }

  private run(file: TokenFile, depth: number, isShared: boolean): void {
    let from = 0;
    for (;;) {
      this.preprocessor.setPlace(file.path, depth, this.settings.resolve);
      const segment = this.preprocessor.segmentAt(file, from, isShared);
      if (segment.tokens.count > 0 || segment.log.macros.length > 1) this.segments.push(segment);
      for (const problem of segment.problems) this.problems.push(problem);
      const include = segment.include;
      if (include === undefined) return;
      this.include(include.name, include.form, file.path, include.isNext, file, include.token, depth);
      from = segment.next;
    }
  }

  include(
    name: string,
    form: 'quoted' | 'angled' | 'forced',
    fromFile: string,
    isNext: boolean,
    from: TokenFile | undefined,
    token: number,
    depth: number,
  ): void {
    if (depth === 0) this.isTooDeep = false;
    if (this.isTooDeep || this.includes.length > MAX_INCLUDES_PER_UNIT) return;
    const header = this.settings.resolve(name, form, fromFile, isNext);
    this.includes.push({ from, token, name, path: header?.path });
    const complain = (message: string): void => {
      this.problems.push({ file: fromFile, line: from?.lineOf(token) ?? 0, message });
    };
    if (header === undefined) {
      const spelling = form === 'angled' ? `<${name}>` : `"${name}"`;
      if (!this.missing.has(spelling)) complain(`cannot find ${spelling}`);
      this.missing.add(spelling);
      return;
    }
    if (this.includes.length > MAX_INCLUDES_PER_UNIT)
      return complain(`more than ${MAX_INCLUDES_PER_UNIT} headers are included; the rest is ignored`);
    if (depth >= MAX_INCLUDE_DEPTH) {
      // An include cycle, most likely: nothing more is included on the way out of it.
      this.isTooDeep = true;
      return complain(`includes nest deeper than ${MAX_INCLUDE_DEPTH} at "${name}"`);
    }
    const file = this.preprocessor.tokensOf(header.path, header.text);
    if (this.preprocessor.isOnceDone(file)) return;
    this.enter(file, depth + 1, true);
  }
}
