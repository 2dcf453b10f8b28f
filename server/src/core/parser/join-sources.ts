import type { Interner } from '../lexer/interner.ts';
import { ExpansionLog, TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { SyntaxSource } from './ast.ts';
import { pragmasAt } from './pragmas-at.ts';

/** One source out of the tail of `first` (from token `from`) and all of `others`; expansions are renumbered. */
export function joinSources(
  first: SyntaxSource,
  from: number,
  others: readonly SyntaxSource[],
  interner: Interner,
): SyntaxSource {
  const tokens = new TokenBuffer(others.reduce((sum, other) => sum + other.tokens.count, first.tokens.count - from));
  const log = new ExpansionLog();
  const shift = append(log, first.log);
  copyAll(tokens, first.tokens, from, shift);
  for (const other of others) copyAll(tokens, other.tokens, 0, append(log, other.log));
  return { tokens, log, pragmas: pragmasAt(first, from, interner) };
}

function append(log: ExpansionLog, other: ExpansionLog): number {
  const shift = log.macros.length - 1;
  for (let i = 1; i < other.macros.length; i++) {
    const parent = other.parents[i] as number;
    log.macros.push(other.macros[i]);
    log.parents.push(parent === 0 ? 0 : parent + shift);
    log.calls.push(other.calls[i] as number);
    log.ends.push(other.ends[i] as number);
  }
  return shift;
}

function copyAll(to: TokenBuffer, from: TokenBuffer, start: number, shift: number): void {
  for (let i = start; i < from.count; i++) {
    const expansion = from.expansion[i] as number;
    to.push(
      from.kind[i] as number,
      from.flags[i] as number,
      from.value[i] as number,
      from.spelled[i] as number,
      expansion === 0 ? 0 : expansion + shift,
    );
  }
}
