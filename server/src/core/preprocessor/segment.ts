import type { TokenFile } from '../lexer/token-file.ts';
import type { ExpansionLog, TokenBuffer } from './token-buffer.ts';
import type { Problem } from '../text/problem.ts';

/** An #include that ends a segment. */
export interface IncludeDirective {
  readonly name: string;
  readonly form: 'quoted' | 'angled';
  readonly isNext: boolean;
  /** Token index of the directive's `#`. */
  readonly token: number;
}

/**
 * The result of preprocessing a file from one token up to its next #include (or its end), with everything that it
 * depends on. At the start of a segment all enclosing conditionals are taken, so the token and the macros it asks about
 * determine the result. If they have the same values in another translation unit, the result is reused.
 */
export interface Segment {
  /** Dense, from 1, per session. */
  readonly id: number;
  readonly file: TokenFile;
  /** Token index where it starts. */
  readonly from: number;
  /** Macros asked for: pairs of identifier and macro id. */
  readonly reads: Int32Array;
  /** Macros defined and undefined (0): pairs, in order. */
  readonly writes: Int32Array;
  readonly tokens: TokenBuffer;
  readonly log: ExpansionLog;
  /** The #include that ended it; undefined at the end of the file. */
  readonly include: IncludeDirective | undefined;
  /** Token index where the file continues after the include. */
  readonly next: number;
  readonly problems: readonly Problem[];
  /** False if it depends on more than macros (__COUNTER__): it is then valid for one unit only. */
  readonly isShareable: boolean;
}
