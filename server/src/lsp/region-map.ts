import type { CancellationToken } from 'vscode-languageserver/node';
import { hoverAt } from '../core/analysis/answers/hover.ts';
import { hoverPlainText } from '../core/analysis/answers/hover-markdown.ts';
import { reportOf } from '../core/analysis/image/layout-report.ts';
import {
  regionMapMethod,
  regionModulesMethod,
  variableFactsMethod,
  type MapLayout,
  type RegionMapAnswer,
  type RegionMapParams,
  type SourcePlace,
} from '../protocol/region-map.ts';
import { answered } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import { freshValue } from './fresh-values.ts';
import { plainJson } from './plain-json.ts';
import { knownRegion } from './region.ts';
import type { Feature, Server } from './server.ts';
import { treeWords } from './simulate-module.ts';
import type { Tree } from './trees.ts';

/** The region as data, for pictures; waits until it has been measured. */
export const regionMap: Feature = {
  register(server) {
    server.connection.onRequest(
      regionMapMethod,
      answered(server, regionMapMethod, ({ modules }: RegionMapParams, token: CancellationToken) =>
        mapOf(server, modules, token),
      ),
    );
    server.connection.onRequest(
      regionModulesMethod,
      answered(server, regionModulesMethod, (_params: unknown, token: CancellationToken) => modulesOf(server, token)),
    );
    server.connection.onRequest(
      variableFactsMethod,
      answered(server, variableFactsMethod, (place: SourcePlace) => factsOf(server, place)),
    );
  },
};

async function mapOf(
  server: Server,
  modules: readonly string[],
  token: CancellationToken,
  attempts = 3,
): Promise<RegionMapAnswer | null> {
  const tree = server.currentTree();
  if (tree === undefined || !('session' in tree)) return { message: tree?.message ?? 'no folder is open' };
  const region = await knownRegion(server, tree, token);
  if (region === undefined) {
    // Settings that come late close the tree: the one that is opened instead answers.
    return token.isCancellationRequested || attempts === 0 ? null : mapOf(server, modules, token, attempts - 1);
  }
  const { session, files } = tree;
  // Pages and cache lines are read right after the region, and may not be in the headers at all.
  while (session.machine === undefined && !session.isIndexed && server.trees.open.includes(tree)) {
    if (token.isCancellationRequested) return null;
    await server.nextProgress();
  }
  const loaded = modules.length === 0 ? undefined : await loadedModules(server, tree, modules);
  const sizes = session.machine;
  return {
    kernel: plainJson(reportOf(session.workspace, region)) as MapLayout,
    loaded: loaded === undefined || 'error' in loaded ? null : loaded.layout,
    pageBytes: sizes?.pageBytes ?? null,
    cacheLineBytes: sizes?.cacheLineBytes ?? null,
    root: uriOfPath(files.root),
    modulesError: loaded !== undefined && 'error' in loaded ? loaded.error : null,
  };
}

/** `layout --module` in a process of its own: it boots a kernel, which takes seconds. */
async function loadedModules(
  server: Server,
  tree: Tree,
  modules: readonly string[],
): Promise<{ readonly layout: MapLayout } | { readonly error: string }> {
  const words = [
    ...treeWords('layout', tree),
    ...modules.flatMap((name) => ['--module', name]),
    '--format',
    'json',
    '--quiet',
  ];
  const done = await server.runCommand(tree.files.root, words);
  return 'error' in done
    ? { error: done.error.replace(/^vnetscope: /, '') }
    : { layout: JSON.parse(done.out) as MapLayout };
}

/** Modules that compile a source with virtualized globals, sorted; null if the tree was closed meanwhile. */
async function modulesOf(server: Server, token: CancellationToken): Promise<readonly string[] | null> {
  const tree = server.currentTree();
  if (tree === undefined || !('session' in tree)) return [];
  const { session } = tree;
  const isWanted = (): boolean => !token.isCancellationRequested && server.trees.open.includes(tree);
  while (!session.isIndexed) {
    if (!isWanted()) return null;
    await server.nextProgress();
  }
  const sources = [...session.index.files]
    .filter(([path, { definitions }]) => path.endsWith('.c') && definitions.some(({ set }) => set === 'set_vnet'))
    .map(([path]) => path);
  const names = new Set<string>();
  for (const source of sources) {
    let known = session.modules.of(source);
    while (known === undefined) {
      if (!isWanted()) return null;
      await server.nextProgress();
      known = session.modules.of(source);
    }
    for (const { name } of known) names.add(name);
  }
  return [...names].sort();
}

function factsOf(server: Server, { file, line, column }: SourcePlace): string | null {
  const tree = server.currentTree();
  if (tree === undefined || !('session' in tree)) return null;
  const offset = tree.session.tokens(file)?.lines.offset({ line: line - 1, character: column - 1 });
  if (offset === undefined) return null;
  const found = hoverAt(tree.session, file, offset);
  if (found === undefined) return null;
  return hoverPlainText(
    found.kind === 'variable' && found.set === 'set_vnet'
      ? { ...found, fresh: freshValue(server, tree, found.name, found.defined[0]?.path) }
      : found,
  );
}
