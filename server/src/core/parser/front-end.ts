import { Interner } from '../lexer/interner.ts';
import { Preprocessor, type TranslationSettings, type WantedBodies } from '../preprocessor/preprocessor.ts';
import { ExpansionLog, TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { Segment } from '../preprocessor/segment.ts';
import type { SyntaxSource } from './ast.ts';
import { joinSources } from './join-sources.ts';
import { Keywords } from './keywords.ts';
import { parseSegment, type ParsedSegment } from './parsed-segment.ts';
import { NO_PRAGMAS } from './pragma-state.ts';
import { pragmasAt } from './pragmas-at.ts';
import { SharedNames, TranslationUnit } from './translation-unit.ts';

/** Text to translation unit. Keeps what units share: tokens of files, segments, and their declarations. */
export class FrontEnd {
  readonly interner: Interner;
  readonly keywords: Keywords;
  readonly preprocessor: Preprocessor;
  private readonly shared = new SharedNames();
  private readonly parsed = new WeakMap<Segment, ParsedSegment>();

  constructor() {
    this.interner = new Interner();
    this.keywords = new Keywords(this.interner);
    this.preprocessor = new Preprocessor(this.interner);
  }

  /** Parses the unit whose main file is `path`; other `bodies` than the wanted ones are empty in it. Segments of the main file are not kept for other units. */
  translate(path: string, text: string, settings: TranslationSettings, bodies: WantedBodies = 'all'): TranslationUnit {
    const translation = this.preprocessor.translate(path, text, settings, bodies);
    const { mainFile, segments } = translation;
    const parts: ParsedSegment[] = [];
    const own: ParsedSegment[] = [];
    // In force where the next part starts. What other units share was parsed with none.
    let pragmas = NO_PRAGMAS;
    // Main-file segments are joined: a function or a table may run across an #include in it.
    let rest: SyntaxSource | undefined;
    let restSegments: Segment[] = [];
    const finish = (isLast: boolean): void => {
      if (rest === undefined) return;
      const part = parseSegment(rest, restSegments, this.interner, this.keywords, isLast);
      parts.push(part);
      own.push(part);
      pragmas = pragmasAt(rest, part.unfinished, this.interner);
      rest = part.unfinished < rest.tokens.count ? joinSources(rest, part.unfinished, EMPTY_SOURCE, this.interner) : undefined;
      restSegments = rest === undefined ? [] : restSegments.slice(-1);
    };
    for (const segment of segments) {
      const isShared = segment.file !== mainFile && segment.isShareable && rest === undefined && pragmas === NO_PRAGMAS;
      if (!isShared) {
        if (rest !== undefined) rest = joinSources(rest, 0, segment, this.interner);
        else rest = pragmas === NO_PRAGMAS ? segment : { tokens: segment.tokens, log: segment.log, pragmas };
        restSegments.push(segment);
        finish(false);
        continue;
      }
      let part = this.parsed.get(segment);
      if (part === undefined) {
        part = parseSegment(segment, [segment], this.interner, this.keywords, false);
        this.parsed.set(segment, part);
        this.shared.add(part);
      }
      parts.push(part);
      pragmas = pragmasAt(segment, part.unfinished, this.interner);
      if (part.unfinished < segment.tokens.count) {
        rest = joinSources(segment, part.unfinished, EMPTY_SOURCE, this.interner);
        restSegments = [segment];
      }
    }
    finish(true);
    return new TranslationUnit(translation, parts, own, this.shared, this.interner, this.keywords, this.preprocessor.addresses);
  }
}

const EMPTY_SOURCE: SyntaxSource = { tokens: new TokenBuffer(0), log: new ExpansionLog() };
