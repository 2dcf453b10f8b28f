import { T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import { directiveTable } from '../preprocessor/directive-table.ts';
import { invocationAt, type Invocation } from './invocations.ts';
import { lowerBound } from '../collections/lower-bound.ts';

/**
 * The identifier at an offset, or the one that ends there; -1 when there is none (white space, a comment, a literal).
 * Works on the file's own tokens: also in branches that are not compiled, in macro arguments and on directive lines.
 */
export function identifierAt(file: TokenFile, offset: number): number {
  const at = lastStartingAtOrBefore(file, offset);
  if (at < 0) return -1;
  if (file.kind[at] === T_IDENT && offset <= (file.end[at] as number)) return at;
  // A `)` is at the offset, and the name before it ends here.
  return at > 0 && file.start[at] === offset && file.end[at - 1] === offset && file.kind[at - 1] === T_IDENT
    ? at - 1
    : -1;
}

function lastStartingAtOrBefore(file: TokenFile, offset: number): number {
  const last = lowerBound(file.start, offset + 1) - 1;
  return file.kind[last] === T_EOF ? last - 1 : last;
}

/**
 * Tokens [from, to) to search for the invocation around a token: the directive's line, or the text between directives.
 */
class Surroundings {
  private readonly file: TokenFile;
  private readonly lineEnd: Int32Array;
  /** The directive that starts at or before the token; -1 if there is none. */
  private directive: number;
  private readonly isOnDirective: boolean;
  /** First token that may belong to the same construct. */
  readonly lowest: number;

  constructor(file: TokenFile, token: number) {
    this.file = file;
    this.lineEnd = directiveTable(file).lineEnd;
    this.directive = lowerBound(file.directives, token + 1) - 1;
    this.isOnDirective = this.directive >= 0 && token < (this.lineEnd[this.directive] as number);
    this.lowest = this.isOnDirective ? (file.directives[this.directive] as number) : 0;
  }

  /** The token before `token`, skipping directive lines; -1 at the start. */
  before(token: number): number {
    let at = token - 1;
    if (this.isOnDirective) return at >= this.lowest ? at : -1;
    while (this.directive >= 0 && at >= (this.file.directives[this.directive] as number)) {
      if (at < (this.lineEnd[this.directive] as number)) at = (this.file.directives[this.directive] as number) - 1;
      this.directive--;
    }
    return at;
  }
}

/** An invocation, and which of its arguments contains the token. */
export interface EnclosingInvocation {
  readonly invocation: Invocation;
  readonly argument: number;
}

/** How far back to search for an opening parenthesis. */
const FARTHEST = 4096;

/** Invocations `name( ... )` around a token as written, innermost first. */
export function* enclosingInvocations(file: TokenFile, token: number): Generator<EnclosingInvocation> {
  const around = new Surroundings(file, token);
  let depth = 0;
  let at = around.before(token);
  for (let steps = 0; at >= 0 && steps < FARTHEST; steps++, at = around.before(at)) {
    if (file.kind[at] !== T_PUNCT) continue;
    const code = file.value[at];
    if (code === P_RPAREN || code === P_RBRACE) depth++;
    else if (depth === 0 && (code === P_SEMI || code === P_LBRACE)) return;
    else if (code === P_LBRACE) depth--;
    if (code !== P_LPAREN) continue;
    if (depth > 0) {
      depth--;
      continue;
    }
    const name = at - 1;
    if (name < around.lowest || file.kind[name] !== T_IDENT) continue;
    const invocation = invocationAt(file, name);
    const argument = invocation?.arguments.findIndex(({ from, to }) => token >= from && token < to) ?? -1;
    if (invocation !== undefined && argument >= 0) yield { invocation, argument };
  }
}

/** The token that contains an offset, or the first one after it. */
export function tokenFrom(file: TokenFile, offset: number): number {
  return Math.min(lowerBound(file.end, offset + 1), file.count - 1);
}

/** Index among a file's directives of the first one at or after a token. */
export function directiveFrom(file: TokenFile, token: number): number {
  return lowerBound(file.directives, token);
}
