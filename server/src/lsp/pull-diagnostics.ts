import { createHash } from 'node:crypto';
import {
  DocumentDiagnosticReportKind,
  WorkspaceDiagnosticRequest,
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { EditCount } from '../core/analysis/workspace/edit-count.ts';
import { answered } from './answered.ts';
import { diagnosticOf } from './diagnostic.ts';
import { inSlices } from './in-slices.ts';
import { kernconfDiagnostics } from './kernconf-language.ts';
import { scenarioItems } from './scenario-language.ts';
import type { Feature, TreeFile, Server } from './server.ts';

/** So many files are told of in one partial result. */
const FILES_PER_PART = 32;

/**
 * Findings when the client asks for them, each list with an id by which it need not be sent again. For clients that
 * take none unasked: those that take both would show every finding twice.
 */
export const pullDiagnostics: Feature = {
  capabilities: (client) =>
    client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: 'vnetscope', interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register(server) {
    if (!server.client.pullsDiagnostics) return;
    const { languages } = server.connection;
    languages.diagnostics.on(
      answered(server, 'textDocument/diagnostic', async (params, token): Promise<DocumentDiagnosticReport> => {
        const { uri } = params.textDocument;
        const items = scenarioItems(server, uri) ?? (await itemsOfDocument(server, uri, token));
        return reportOf(items ?? [], params.previousResultId);
      }) as Parameters<typeof languages.diagnostics.on>[0],
    );
    languages.diagnostics.onWorkspace(
      answered(server, 'workspace/diagnostic', async (params, token): Promise<WorkspaceDiagnosticReport> => {
        const known = new Map(params.previousResultIds.map(({ uri, value }: PreviousResultId) => [uri, value]));
        const send = params.partialResultToken;
        const all: WorkspaceDocumentDiagnosticReport[] = [];
        let part: WorkspaceDocumentDiagnosticReport[] = [];
        const flush = (): void => {
          if (part.length === 0) return;
          if (send === undefined) all.push(...part);
          else void server.connection.sendProgress(WorkspaceDiagnosticRequest.partialResult, send, { items: part });
          part = [];
        };
        for await (const { uri, items } of treeItems(server, token)) {
          // A file that never had a finding need not be told of.
          if (items.length === 0 && !known.has(uri)) continue;
          const version = server.documents.get(uri)?.version ?? null;
          part.push({ ...reportOf(items, known.get(uri)), uri, version });
          if (part.length >= FILES_PER_PART) flush();
        }
        flush();
        return { items: all };
      }) as Parameters<typeof languages.diagnostics.onWorkspace>[0],
    );
  },
};

async function itemsOfDocument(
  server: Server,
  uri: string,
  token: CancellationToken,
): Promise<readonly Diagnostic[] | undefined> {
  const treeFile = server.treeFileOf(uri);
  if (treeFile === undefined) return [];
  return kernconfDiagnostics(server, treeFile, uri) ?? itemsOf(server, treeFile, token);
}

async function* treeItems(
  server: Server,
  token: CancellationToken,
): AsyncGenerator<{ readonly uri: string; readonly items: readonly Diagnostic[] }> {
  for (const tree of server.trees.open) {
    if (tree.settings['diagnostics.scope'] !== 'tree') continue;
    while (!tree.session.isWhole && !token.isCancellationRequested) {
      await server.nextProgress();
    }
    for (const path of tree.session.index.checked) {
      if (token.isCancellationRequested) return;
      const uri = server.uriOf(tree, path);
      const items = await itemsOf(server, { tree, path }, token);
      if (uri !== undefined && items !== undefined) yield { uri, items };
      await new Promise<void>((resolve) => {
        server.options.timers.soon(resolve);
      });
    }
  }
}

/** Waits until all is known that the rules ask about; undefined when the question was taken back. */
async function itemsOf(
  server: Server,
  treeFile: TreeFile,
  token: CancellationToken,
): Promise<readonly Diagnostic[] | undefined> {
  const { session, settings } = treeFile.tree;
  if (!settings['diagnostics.enabled']) return [];
  const edits = session.workspace.keeper(EditCount);
  for (;;) {
    const before = edits.count;
    const found = await inSlices(server, session.findingsInSteps(treeFile.path), token);
    if (token.isCancellationRequested || !server.trees.open.includes(treeFile.tree)) return undefined;
    // Findings of before an edit and after it do not go together.
    if (edits.count !== before) continue;
    if (found !== undefined) return found.flatMap((finding) => diagnosticOf(server, treeFile, finding) ?? []);
    await server.nextProgress();
  }
}

function reportOf(items: readonly Diagnostic[], previous: string | undefined): DocumentDiagnosticReport {
  const resultId = createHash('sha1').update(JSON.stringify(items)).digest('hex').slice(0, 16);
  return previous === resultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}
