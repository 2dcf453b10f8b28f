import { addTo } from '../core/collections/multimap.ts';
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Command,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { containerEdits } from '../core/analysis/containers/container-migration.ts';
import { joinFixes } from '../core/analysis/session/fix-tree.ts';
import type { Finding } from '../core/rules/rule.ts';
import { hoverContainer } from '../core/analysis/answers/hover-container.ts';
import { ignoreEdit } from '../core/analysis/session/ignore-edit.ts';
import { answered } from './answered.ts';
import { diagnosticOf } from './diagnostic.ts';
import { EXPLAIN_COMMAND } from './explain-rule.ts';
import { fromLsp } from './positions.ts';
import type { Feature, TreeFile, Server } from './server.ts';

const FIX_ALL = `${CodeActionKind.SourceFixAll}.vnetscope`;

/** Rewrites the whole tree; editors show the change before they apply it. */
const MIGRATE = `${CodeActionKind.RefactorRewrite}.vnetscope`;

/** What can be done about the findings at a place: fix, fix all of the kind, ignore, explain. */
export const codeAction: Feature = {
  capabilities: (client) =>
    client.codeActionLiterals
      ? { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL, MIGRATE] } }
      : {},
  register(server) {
    server.connection.onCodeAction(
      answered(server, 'textDocument/codeAction', (params): (CodeAction | Command)[] => {
        const { uri } = params.textDocument;
        const treeFile = server.treeFileOf(uri);
        const document = server.documents.get(uri);
        if (treeFile?.tree.settings['diagnostics.enabled'] !== true || document === undefined) return [];
        const findings = treeFile.tree.session.findings(treeFile.path) ?? [];
        const wants = (kind: string): boolean =>
          params.context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ??
          kind === CodeActionKind.QuickFix;
        const from = fromLsp(document, params.range.start, server.client.positionEncoding);
        const to = fromLsp(document, params.range.end, server.client.positionEncoding);
        const actions: CodeAction[] = [];
        if (wants(CodeActionKind.QuickFix))
          for (const finding of findings)
            if (finding.start <= to && finding.end >= from)
              actions.push(...actionsFor(server, treeFile, finding, findings, params));
        if (wants(FIX_ALL)) {
          const edit = editOf(server, treeFile, joinFixes(findings));
          if (edit !== undefined) actions.push({ title: 'Fix all that vnetscope can fix', kind: FIX_ALL, edit });
        }
        if (params.context.only === undefined || wants(MIGRATE)) {
          const edit =
            hoverContainer(treeFile.tree.session, treeFile.path, from) === undefined
              ? undefined
              : editOf(server, treeFile, containerEdits(treeFile.tree.session.workspace));
          if (edit !== undefined)
            actions.push({ title: 'Migrate the containers of the tree to VNET_DEFINE', kind: MIGRATE, edit });
        }
        return actions;
      }),
    );
  },
};

function actionsFor(
  server: Server,
  treeFile: TreeFile,
  finding: Finding,
  all: readonly Finding[],
  { context }: CodeActionParams,
): readonly CodeAction[] {
  const kind = CodeActionKind.QuickFix;
  const made = diagnosticOf(server, treeFile, finding);
  const own =
    context.diagnostics.find(
      (sent) => sent.code === finding.rule && JSON.stringify(sent.range) === JSON.stringify(made?.range),
    ) ?? made;
  const diagnostics = own === undefined ? [] : [own];
  const actions: CodeAction[] = [];
  if (finding.fix !== undefined) {
    const edit = editOf(server, treeFile, finding.fix.edits);
    if (edit !== undefined) actions.push({ title: finding.fix.title, kind, diagnostics, isPreferred: true, edit });
    const alike = all.filter(({ rule, fix }) => rule === finding.rule && fix !== undefined);
    const every = alike.length < 2 ? undefined : editOf(server, treeFile, joinFixes(alike));
    if (every !== undefined)
      actions.push({
        title: `Fix all ${alike.length} of ${finding.rule} in this file`,
        kind,
        diagnostics,
        edit: every,
      });
  }
  const tokens = treeFile.tree.session.tokens(treeFile.path);
  const ignored = tokens === undefined ? undefined : ignoreEdit(tokens, finding);
  const edit = ignored === undefined ? undefined : editOf(server, treeFile, [ignored]);
  if (edit !== undefined)
    actions.push({ title: `Ignore ${finding.rule} here; write the reason`, kind, diagnostics, edit });
  if (server.client.showDocument)
    actions.push({
      title: `Explain ${finding.rule}`,
      kind,
      diagnostics,
      command: { title: `Explain ${finding.rule}`, command: EXPLAIN_COMMAND, arguments: [finding.rule] },
    });
  return actions;
}

/** Edits of one or more files of the tree; undefined if there are none, or if a file cannot be written. */
function editOf(
  server: Server,
  { tree }: TreeFile,
  edits: readonly { readonly path: string; readonly start: number; readonly end: number; readonly text: string }[],
): WorkspaceEdit | undefined {
  const changes = new Map<string, TextEdit[]>();
  for (const { path, start, end, text } of edits) {
    const uri = server.uriOf(tree, path);
    const range = server.range(tree, path, { start, end });
    if (uri === undefined || range === undefined) return undefined;
    addTo(changes, uri, { range, newText: text });
  }
  if (changes.size === 0) return undefined;
  if (!server.client.documentChanges) return { changes: Object.fromEntries(changes) };
  return {
    documentChanges: [...changes].map(([uri, own]) => ({
      textDocument: { uri, version: server.documents.get(uri)?.version ?? null },
      edits: own,
    })),
  };
}
