import { findFunctions, type FunctionSpan } from '../flow/find-functions.ts';
import { SourceConditions } from '../flow/live-tokens.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import * as P from '../lexer/punctuators.ts';
import type { Workspace } from './workspace.ts';

/** Which virtualized globals a constructor works with, as far as its own file says. */
export class ConstructorUses {
  private readonly workspace: Workspace;
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Variables that `name` of `path` names, or a function of the same file that it calls. Other files are not followed. */
  of(path: string, name: string): ReadonlySet<string> {
    const key = `${path}\n${name}`;
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = this.read(path, name)));
    return found;
  }

  private read(path: string, name: string): ReadonlySet<string> {
    const { workspace } = this;
    const text = workspace.files.read(path);
    const facts = text === undefined ? undefined : workspace.factsOf(path);
    if (text === undefined || facts === undefined) return new Set();
    const file = workspace.frontEnd.preprocessor.tokensOf(path, text);
    const live = new SourceConditions(file, workspace.tree.release.osreldate).every(0, file.count);
    const functions = new Map(findFunctions(file, live, workspace.frontEnd.keywords).functions.map((span) => [span.name, span]));
    const bodies = reached(file, functions, name).map((span) => ({ from: file.start[span.open] ?? 0, to: file.end[span.close] ?? 0 }));
    const variables = new Set<string>();
    for (const [used, offsets] of facts.uses) {
      if (offsets.some((offset) => bodies.some(({ from, to }) => offset >= from && offset < to))) variables.add(used.replace(/^V_/, ''));
    }
    return variables;
  }
}

/** A function and those of its file that it calls, directly or not. */
function reached(file: TokenFile, functions: ReadonlyMap<string, FunctionSpan>, name: string): readonly FunctionSpan[] {
  const found = new Map<string, FunctionSpan>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const span = functions.get(next);
    if (span === undefined || found.has(next)) continue;
    found.set(next, span);
    for (let i = span.open; i < span.close; i++) {
      if (file.kind[i] === T_IDENT && file.kind[i + 1] === T_PUNCT && file.value[i + 1] === P.P_LPAREN) waiting.push(file.spelling(i));
    }
  }
  return [...found.values()];
}
