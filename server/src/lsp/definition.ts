import type { Location, LocationLink, Range, TextDocumentPositionParams } from 'vscode-languageserver/node';
import { declarationAt, definitionAt } from '../core/analysis/answers/definition.ts';
import type { ConfSpot } from '../core/analysis/answers/kernconf-file/conf-names.ts';
import { kernconfDefinition } from '../core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { scenarioDefinition } from '../core/analysis/answers/scenario-file/scenario-answers.ts';
import { answered } from './answered.ts';
import { openKernconf } from './kernconf-language.ts';
import { openScenario } from './scenario-language.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

export const definition: Feature = {
  capabilities: () => ({ definitionProvider: true }),
  register(server) {
    server.connection.onDefinition(
      answered(server, 'textDocument/definition', (params) =>
        targets(server, params, definitionAt, server.client.definitionLinks),
      ),
    );
  },
};

export const declaration: Feature = {
  capabilities: () => ({ declarationProvider: true }),
  register(server) {
    server.connection.onDeclaration(
      answered(server, 'textDocument/declaration', (params) =>
        targets(server, params, declarationAt, server.client.declarationLinks),
      ),
    );
  },
};

function targets(
  server: Server,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
  ask: typeof definitionAt,
  asLinks: boolean,
): Location[] | LocationLink[] | null {
  const scenario = openScenario(server, uri);
  if (scenario !== undefined) {
    const { tree, text, offsetAt, rangeOf } = scenario;
    const found = scenarioDefinition(tree.session, text, offsetAt(position));
    return found === undefined ? null : linked(server, tree, found.places, rangeOf(found.origin), asLinks);
  }
  server.current = uri;
  const treeFile = server.treeFileOf(uri);
  if (treeFile === undefined || !treeFile.tree.settings['definition.enabled']) return null;
  const { tree, path } = treeFile;
  const offset = server.offsetAt(treeFile, uri, position);
  const kernconf = openKernconf(server, treeFile, uri);
  // clangd knows nothing of configurations: those are answered whoever is preferred.
  if (kernconf === undefined && server.client.hasClangd && tree.settings['definition.prefer'] === 'clangd') return null;
  const target =
    offset === undefined
      ? undefined
      : kernconf === undefined
        ? ask(tree.session, path, offset)
        : kernconfDefinition(tree.session, kernconf, offset);
  if (target === undefined) return null;
  return linked(server, tree, target.places, server.range(tree, path, target.origin), asLinks);
}

function linked(
  server: Server,
  tree: Tree,
  places: readonly ConfSpot[],
  originSelectionRange: Range | undefined,
  asLinks: boolean,
): Location[] | LocationLink[] {
  const locations = places.flatMap((at) => server.location(tree, at.path, at) ?? []);
  if (!asLinks || originSelectionRange === undefined) return locations;
  return locations.map(({ uri: targetUri, range }) => ({
    originSelectionRange,
    targetUri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}
