import { readFileEffects } from '../../flow/function-effects.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { findFunctions } from '../../written/find-functions.ts';
import { SourceConditions } from '../../written/live-tokens.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Whether the functions of a source call, and may write, what those of its former text did. */
export function haveSameEffects(workspace: Workspace, path: string, before: string, after: string): boolean {
  const { preprocessor } = workspace.frontEnd;
  const { osreldate } = workspace.tree.release;
  const [old, now] = [before, after].map((text) =>
    JSON.stringify(readFileEffects(preprocessor.tokensOf(path, text), osreldate).functions, (_, value: unknown) =>
      value instanceof Set || value instanceof Map ? [...(value as Iterable<unknown>)] : value,
    ),
  );
  return old === now;
}

/**
 * Functions of a source whose text is another than it was; undefined where something outside of functions is, or where
 * functions came or went.
 */
export function changedFunctions(
  workspace: Workspace,
  path: string,
  before: string,
  after: string,
): ReadonlySet<string> | undefined {
  const { preprocessor } = workspace.frontEnd;
  const { osreldate } = workspace.tree.release;
  const old = parts(preprocessor.tokensOf(path, before), osreldate);
  const now = parts(preprocessor.tokensOf(path, after), osreldate);
  if (old.outside !== now.outside || directives(before) !== directives(after)) return undefined;
  if (old.functions.length !== now.functions.length) return undefined;
  const changed = new Set<string>();
  for (const [i, { name, text }] of old.functions.entries()) {
    const other = now.functions[i];
    if (other?.name !== name) return undefined;
    if (other.text !== text) changed.add(name);
  }
  return changed;
}

interface Parts {
  readonly functions: readonly { readonly name: string; readonly text: string }[];
  readonly outside: string;
}

function parts(file: TokenFile, osreldate: number): Parts {
  const live = new SourceConditions(file, osreldate).every(0, file.count);
  const text = (from: number, to: number): string => {
    const words: string[] = [];
    for (let n = from; n < to; n++) words.push(file.spelling(live[n] as number));
    return words.join(' ');
  };
  const spans = findFunctions(file, live);
  return {
    functions: spans.functions.map(({ name, from, to }) => ({ name, text: text(from, to) })),
    outside: spans.outside.map(({ from, to }) => text(from, to)).join('\n'),
  };
}

/** Lines of the preprocessor, those that go on behind a backslash too. */
function directives(text: string): string {
  return (text.match(/^[ \t]*#(?:[^\n\\]|\\[^]|\\\n)*/gm) ?? []).map((line) => line.trim()).join('\n');
}
