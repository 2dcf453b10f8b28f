import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { root } from '../kit/source-graph.ts';

const require = createRequire(import.meta.url);

const injectionScope = 'source.vnet.injection';
const injectionFile = path.join(root, 'syntaxes', 'vnet.injection.tmLanguage.json');
/** VS Code's own grammars, from npm. */
const baseFiles: Readonly<Record<string, string>> = {
  'source.c': require.resolve('tm-grammars/grammars/c.json'),
  'source.cpp': require.resolve('tm-grammars/grammars/cpp.json'),
};

interface Token {
  /** Columns from 0. */
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

export interface TokenizedLine {
  readonly tokens: readonly Token[];
  /** How many rules are open behind the line. */
  readonly depth: number;
}

let engine: Promise<textmate.IOnigLib> | undefined;

/** The regular expressions of TextMate grammars are Oniguruma's; its WebAssembly is loaded once. */
async function loadEngine(): Promise<textmate.IOnigLib> {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  return {
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  };
}

/** Loads a base grammar as VS Code does, with our grammar injected into it or without. */
export async function loadGrammar(
  scope: string,
  { injected }: { readonly injected: boolean },
): Promise<textmate.IGrammar> {
  const registry = new textmate.Registry({
    onigLib: (engine ??= loadEngine()),
    loadGrammar: (wanted) => {
      const file = wanted === injectionScope ? injectionFile : baseFiles[wanted];
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
    getInjections: (into) => (injected && into === scope ? [injectionScope] : undefined),
  });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`there is no grammar for ${scope}`);
  return grammar;
}

/** Loads a grammar that stands alone. */
export async function loadOwnGrammar(scope: string, file: string): Promise<textmate.IGrammar> {
  const registry = new textmate.Registry({
    onigLib: (engine ??= loadEngine()),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(file, 'utf8'), file)),
  });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`there is no grammar for ${scope}`);
  return grammar;
}

export function tokenize(grammar: textmate.IGrammar, lines: readonly string[]): readonly TokenizedLine[] {
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return {
      tokens: result.tokens.map((token) => ({ start: token.startIndex, end: token.endIndex, scopes: token.scopes })),
      depth: state.depth,
    };
  });
}
