import { T_PRAGMA } from '../lexer/token-kinds.ts';
import type { Interner } from '../lexer/interner.ts';
import type { SyntaxSource } from './ast.ts';
import { NO_PRAGMAS, afterPragma, type PragmaState } from './pragma-state.ts';
import { lowerBound } from '../collections/lower-bound.ts';
import { onceWith } from '../text/worked-out.ts';

/** Pragmas of a source by token, and the state after each. */
interface Timeline {
  readonly tokens: readonly number[];
  readonly states: readonly PragmaState[];
}

/**
 * The pragmas in force at token `at`. They take effect in the order of the tokens, in any context, as in clang's
 * parser; so a range that is parsed later has the state at its tokens.
 */
export function pragmasAt(source: SyntaxSource, at: number, interner: Interner): PragmaState {
  const line = onceWith(source, timelineOf, interner);
  return line.states[lowerBound(line.tokens, at) - 1] ?? source.pragmas ?? NO_PRAGMAS;
}

function timelineOf(source: SyntaxSource, interner: Interner): Timeline {
  const { tokens: buffer } = source;
  const tokens: number[] = [];
  const states: PragmaState[] = [];
  let state = source.pragmas ?? NO_PRAGMAS;
  for (let i = buffer.kind.indexOf(T_PRAGMA); i >= 0 && i < buffer.count; i = buffer.kind.indexOf(T_PRAGMA, i + 1)) {
    state = afterPragma(state, buffer.spelling(i, interner));
    tokens.push(i);
    states.push(state);
  }
  return { tokens, states };
}
