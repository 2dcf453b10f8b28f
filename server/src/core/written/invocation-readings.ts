import { bracketStep, P_COMMA } from '../lexer/punctuators.ts';
import { T_PUNCT } from '../lexer/token-kinds.ts';
import type { ArgumentTokens, Invocation } from './invocations.ts';
import type { SourceConditions } from './live-tokens.ts';
import { directiveFrom } from './token-at.ts';

/**
 * An invocation as it is compiled: an #if among its arguments gives it more than one reading, each with arguments of
 * its own. An argument's range may hold tokens of another reading, but it begins and ends with its own.
 */
export function invocationReadings(conditions: SourceConditions, invocation: Invocation): readonly Invocation[] {
  const { file } = conditions;
  const { name, close } = invocation;
  const next = file.directives[directiveFrom(file, name)];
  if (next === undefined || next > close) return [invocation];
  return conditions.variants(name + 2, close).map((tokens) => {
    const args: ArgumentTokens[] = [];
    let depth = 0;
    let from = tokens[0] ?? close;
    let to = from;
    for (const i of tokens) {
      if (from < 0) from = i;
      if (file.kind[i] === T_PUNCT) {
        depth += bracketStep(file.value[i] as number);
        if (depth === 0 && file.value[i] === P_COMMA) {
          args.push({ from: Math.min(from, i), to: i });
          from = -1;
          continue;
        }
      }
      to = i + 1;
    }
    if (from >= 0) args.push({ from, to });
    return { name, arguments: args, close };
  });
}
