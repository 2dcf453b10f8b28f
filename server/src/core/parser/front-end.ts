import { Interner } from '../lexer/interner.ts';
import { Preprocessor, type TranslationSettings, type WantedBodies } from '../preprocessor/preprocessor.ts';
import type { Segment } from '../preprocessor/segment.ts';
import type { SyntaxSource } from './ast.ts';
import { segmentOfEnd } from './endings.ts';
import { joinSources } from './join-sources.ts';
import { Keywords } from './keywords.ts';
import { parseSegment, type ParsedSegment } from './parsed-segment.ts';
import { NO_PRAGMAS, type PragmaState } from './pragma-state.ts';
import { pragmasAt } from './pragmas-at.ts';
import { SharedNames, TranslationUnit } from './translation-unit.ts';

/** Parses text into translation units. Caches what units share: tokens of files, segments, and their declarations. */
export class FrontEnd {
  readonly interner: Interner;
  readonly keywords: Keywords;
  readonly preprocessor: Preprocessor;
  private readonly shared = new SharedNames();
  private readonly parsed = new WeakMap<Segment, ParsedSegment>();
  /** What no unit finishes of a shared part. */
  private readonly rests = new WeakMap<ParsedSegment, ParsedSegment>();

  constructor() {
    this.interner = new Interner();
    this.keywords = new Keywords(this.interner);
    this.preprocessor = new Preprocessor(this.interner);
  }

  /**
   * Parses the unit whose main file is `path`; other `bodies` than the wanted ones are empty in it. Segments of the
   * main file are not kept for other units.
   */
  translate(path: string, text: string, settings: TranslationSettings, bodies: WantedBodies = 'all'): TranslationUnit {
    const translation = this.preprocessor.translate(path, text, settings, bodies);
    const { mainFile, segments } = translation;
    const parts: ParsedSegment[] = [];
    const ownParts: ParsedSegment[] = [];
    // The pragmas in force at the start of the next part. Shared parts were parsed with none.
    let pragmas = NO_PRAGMAS;
    const add = (part: ParsedSegment, isOwn: boolean): void => {
      parts.push(part);
      if (isOwn) ownParts.push(part);
      pragmas = pragmasAt(part.source, part.unfinished, this.interner);
    };
    for (let next = 0; next < segments.length;) {
      const segment = segments[next++] as Segment;
      const isShared = segment.file !== mainFile && segment.isShareable && pragmas === NO_PRAGMAS;
      let part = isShared ? this.sharedPart(segment) : this.parse(withPragmas(segment, pragmas), [segment], false);
      add(part, !isShared);
      // A function or a table may continue after an #include.
      for (let isAlone = isShared; part.unfinished < part.source.tokens.count; isAlone = false) {
        const end = segmentOfEnd(part.source, part.unfinished, segments, next);
        if (end < 0) {
          add(isAlone ? this.sharedRest(part) : this.restOf(part), !isAlone);
          break;
        }
        const following = segments.slice(next, end + 1);
        part = this.parse(
          joinSources(part.source, part.unfinished, following, this.interner),
          [...part.segments.slice(-1), ...following],
          false,
        );
        next = end + 1;
        add(part, true);
      }
    }
    return new TranslationUnit(
      translation,
      parts,
      ownParts,
      this.shared,
      this.interner,
      this.keywords,
      this.preprocessor.addresses,
    );
  }

  private parse(source: SyntaxSource, segments: readonly Segment[], isLast: boolean): ParsedSegment {
    return parseSegment(source, segments, this.interner, this.keywords, isLast);
  }

  private sharedPart(segment: Segment): ParsedSegment {
    let part = this.parsed.get(segment);
    if (part === undefined) {
      this.parsed.set(segment, (part = this.parse(segment, [segment], false)));
      this.shared.add(part);
    }
    return part;
  }

  /**
   * A declaration that the unit does not finish ends with its file: declarations of later files must not become members
   * of a struct that the user is typing.
   */
  private restOf(part: ParsedSegment): ParsedSegment {
    return this.parse(joinSources(part.source, part.unfinished, [], this.interner), part.segments.slice(-1), true);
  }

  private sharedRest(part: ParsedSegment): ParsedSegment {
    let rest = this.rests.get(part);
    if (rest === undefined) {
      this.rests.set(part, (rest = this.restOf(part)));
      this.shared.add(rest);
    }
    return rest;
  }
}

function withPragmas(segment: Segment, pragmas: PragmaState): SyntaxSource {
  return pragmas === NO_PRAGMAS ? segment : { tokens: segment.tokens, log: segment.log, pragmas };
}
