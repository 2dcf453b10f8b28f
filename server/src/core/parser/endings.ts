import { T_PRAGMA, T_PUNCT } from '../lexer/token-kinds.ts';
import { bracketStep, P_RBRACE, P_SEMI } from '../lexer/punctuators.ts';
import type { TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { SyntaxSource } from './ast.ts';
import { once } from '../text/worked-out.ts';

/** A segment's effect on the depth of brackets: enough to skip it without reading its tokens again. */
interface Depths {
  /** From its start to its end. */
  readonly net: number;
  /** The deepest fall below its start, 0 or less. */
  readonly lowest: number;
}

/** Index of the last token that can end a declaration: `;` or `}` outside all brackets, or a pragma. -1 without one. */
export function lastEnd({ tokens }: SyntaxSource): number {
  let depth = 0;
  let last = -1;
  for (let i = 0; i < tokens.count; i++) {
    depth += step(tokens, i);
    if (depth <= 0 && canEnd(tokens, i)) last = i;
  }
  return last;
}

/**
 * The segment from `next` on with the end of the declaration that starts at token `from` of `source`; -1 if there is
 * none. A segment's tokens are read once for all declarations and units, and again only if an end is near: otherwise an
 * unfinished declaration in a common header would take quadratic time.
 */
export function segmentOfEnd(
  source: SyntaxSource,
  from: number,
  segments: readonly SyntaxSource[],
  next: number,
): number {
  let depth = 0;
  for (let i = from; i < source.tokens.count; i++) depth += step(source.tokens, i);
  for (let i = next; i < segments.length; i++) {
    const segment = segments[i] as SyntaxSource;
    const { net, lowest } = once(segment, depthsOf);
    if (depth + lowest <= 0 && holdsEnd(segment.tokens, depth)) return i;
    depth += net;
  }
  return -1;
}

function depthsOf(source: SyntaxSource): Depths {
  let net = 0;
  let lowest = 0;
  for (let i = 0; i < source.tokens.count; i++) {
    net += step(source.tokens, i);
    if (net < lowest) lowest = net;
  }
  return { net, lowest };
}

function holdsEnd(tokens: TokenBuffer, start: number): boolean {
  let depth = start;
  for (let i = 0; i < tokens.count; i++) {
    depth += step(tokens, i);
    if (depth <= 0 && canEnd(tokens, i)) return true;
  }
  return false;
}

function step(tokens: TokenBuffer, i: number): number {
  return tokens.kind[i] === T_PUNCT ? bracketStep(tokens.value[i] as number) : 0;
}

function canEnd(tokens: TokenBuffer, i: number): boolean {
  if (tokens.kind[i] === T_PRAGMA) return true;
  return tokens.kind[i] === T_PUNCT && (tokens.value[i] === P_SEMI || tokens.value[i] === P_RBRACE);
}
