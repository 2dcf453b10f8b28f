import { DiagnosticSeverity, type Diagnostic, type Position, type Range } from 'vscode-languageserver/node';
import { isScenario } from '../core/analysis/answers/read-as-c.ts';
import { scenarioFindings } from '../core/analysis/answers/scenario-file/scenario-answers.ts';
import { obeyed } from './answered.ts';
import { fromLsp, toLsp, type Stretch } from './positions.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** A scenario that is open, with the tree that it would be run on; it need not lie in it. */
export interface OpenScenario {
  readonly tree: Tree;
  readonly text: string;
  readonly offsetAt: (position: Position) => number;
  readonly rangeOf: (stretch: Stretch) => Range;
}

/** undefined for every other document, and where there is no tree. */
export function openScenario(server: Server, uri: string): OpenScenario | undefined {
  const document = isScenario(uri) ? server.documents.get(uri) : undefined;
  if (document === undefined) return undefined;
  const tree = server.treeFileOf(uri)?.tree ?? server.currentTree();
  if (tree === undefined || !('session' in tree)) return undefined;
  const encoding = server.client.positionEncoding;
  return {
    tree,
    text: document.getText(),
    offsetAt: (position) => fromLsp(document, position, encoding),
    rangeOf: (stretch) => toLsp(document, stretch, encoding),
  };
}

/** Lines that cannot be read; undefined for what is no scenario. */
export function scenarioItems(server: Server, uri: string): Diagnostic[] | undefined {
  const document = isScenario(uri) ? server.documents.get(uri) : undefined;
  return document === undefined
    ? undefined
    : scenarioFindings(document.getText()).map(({ message, ...spot }): Diagnostic => {
        const range = toLsp(document, spot, server.client.positionEncoding);
        return { range, severity: DiagnosticSeverity.Error, source: 'vnetscope', code: 'scenario', message };
      });
}

/** Publishes them as they are typed. What a run adds stays until the next edit. */
export const scenarioDiagnostics: Feature = {
  register(server) {
    const publish = (uri: string, version?: number): void => {
      const diagnostics = scenarioItems(server, uri) ?? [];
      void server.connection.sendDiagnostics({ uri, ...(version === undefined ? {} : { version }), diagnostics });
    };
    server.documents.onDidChangeContent(
      obeyed(server, 'didChange', ({ document: { uri, version } }) => {
        if (isScenario(uri) && !server.client.pullsDiagnostics) publish(uri, version);
      }),
    );
    server.documents.onDidClose(
      obeyed(server, 'didClose', ({ document: { uri } }) => {
        if (isScenario(uri)) publish(uri);
      }),
    );
  },
};
