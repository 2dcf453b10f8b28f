import { getOrMake } from '../core/collections/get-or-make.ts';
import {
  CompletionItemKind,
  CompletionResolveRequest,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver/node';
import { Completer } from '../core/analysis/answers/completion/completer.ts';
import type { Completion, CompletionKind } from '../core/analysis/answers/completion/completion.ts';
import { plainText } from '../core/analysis/answers/completion/macro-snippets.ts';
import { hoverMarkdown, hoverPlainText } from '../core/analysis/answers/hover-markdown.ts';
import type { Session } from '../core/analysis/session/session.ts';
import { kernconfCompletions } from '../core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { scenarioCompletions } from '../core/analysis/answers/scenario-file/scenario-answers.ts';
import { answered } from './answered.ts';
import { hoverLook } from './hover.ts';
import { openKernconf } from './kernconf-language.ts';
import { openScenario, type OpenScenario } from './scenario-language.ts';
import type { Feature, TreeFile, Server } from './server.ts';

const KIND: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  variable: CompletionItemKind.Variable,
  member: CompletionItemKind.Field,
  snippet: CompletionItemKind.Snippet,
  constant: CompletionItemKind.EnumMember,
  function: CompletionItemKind.Function,
  rule: CompletionItemKind.Value,
  option: CompletionItemKind.Constant,
  device: CompletionItemKind.Module,
  keyword: CompletionItemKind.Keyword,
};

/** What an item carries so that the rest of it can be asked for. */
interface ItemData {
  readonly uri: string;
  readonly name: string;
}

/** Names as they are typed. Lists hold what is cheap to say; the rest comes when an item is looked at. */
export const completion: Feature = {
  capabilities: (client) => ({
    completionProvider: {
      triggerCharacters: ['_', '.', '>', '('],
      resolveProvider: true,
      ...(client.completionLabelDetails ? { completionItem: { labelDetailsSupport: true } } : {}),
    },
  }),
  register(server) {
    const completers = new WeakMap<Session, Completer>();
    const completerOf = (session: Session): Completer => {
      return getOrMake(completers, session, () => new Completer(session));
    };
    server.connection.onCompletion(
      answered(server, 'textDocument/completion', (params): CompletionList | null => {
        const scenario = openScenario(server, params.textDocument.uri);
        if (scenario !== undefined) return listInScenario(server, scenario, params);
        const treeFile = server.treeFileOf(params.textDocument.uri);
        return treeFile === undefined || !treeFile.tree.settings['completion.enabled']
          ? null
          : list(server, treeFile, completerOf(treeFile.tree.session), params);
      }),
    );
    server.connection.onRequest(
      CompletionResolveRequest.method,
      answered(server, 'completionItem/resolve', (item: CompletionItem): CompletionItem => {
        const data = item.data as ItemData | undefined;
        const treeFile = data === undefined ? undefined : server.treeFileOf(data.uri);
        return treeFile === undefined || data === undefined
          ? item
          : resolved(server, treeFile, completerOf(treeFile.tree.session), item, data);
      }),
    );
  },
};

function listInScenario(
  server: Server,
  { tree, text, offsetAt, rangeOf }: OpenScenario,
  { position }: CompletionParams,
): CompletionList | null {
  if (!tree.settings['completion.enabled']) return null;
  const found = scenarioCompletions(tree.session, text, offsetAt(position));
  if (found === undefined) return null;
  const range = rangeOf(found.word);
  const items = found.items.map((one, i) => ({
    ...itemOf(server, one, i),
    textEdit: { range, newText: one.insert },
  }));
  return { isIncomplete: !found.isComplete, items };
}

function list(
  server: Server,
  treeFile: TreeFile,
  completer: Completer,
  { textDocument: { uri }, position }: CompletionParams,
): CompletionList | null {
  server.current = uri;
  const offset = server.offsetAt(treeFile, uri, position);
  const kernconf = openKernconf(server, treeFile, uri);
  const found =
    offset === undefined
      ? undefined
      : kernconf === undefined
        ? completer.at(treeFile.path, offset)
        : kernconfCompletions(treeFile.tree.session, kernconf, offset);
  const range = found === undefined ? undefined : server.range(treeFile.tree, treeFile.path, found.word);
  if (found === undefined || range === undefined) return null;
  const items = found.items.map((one, i): CompletionItem => {
    const data: ItemData = { uri, name: one.label };
    const item: CompletionItem = {
      ...itemOf(server, one, i),
      textEdit: { range, newText: one.isSnippet && !server.client.snippets ? plainText(one.insert) : one.insert },
      data,
    };
    // A client that takes no edits later gets them now.
    return server.client.lateCompletionEdits || one.home?.startsWith('#include') !== true
      ? item
      : withInclude(server, treeFile, completer, item, one.label);
  });
  return { isIncomplete: !found.isComplete, items };
}

function itemOf(server: Server, one: Completion, rank: number): CompletionItem {
  const { client } = server;
  const isSnippet = one.isSnippet && client.snippets;
  return {
    label: one.label,
    kind: KIND[one.kind],
    sortText: String(rank).padStart(4, '0'),
    ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(client.completionLabelDetails && (one.detail !== undefined || one.home !== undefined)
      ? {
          labelDetails: {
            ...(one.detail === undefined ? {} : { detail: ` ${one.detail}` }),
            ...(one.home === undefined ? {} : { description: one.home }),
          },
        }
      : {}),
    ...(one.detail === undefined && one.home === undefined
      ? {}
      : { detail: [one.detail, one.home].filter((part) => part !== undefined).join(', ') }),
    ...(one.note === undefined ? {} : { documentation: one.note }),
  };
}

function resolved(
  server: Server,
  treeFile: TreeFile,
  completer: Completer,
  item: CompletionItem,
  { name }: ItemData,
): CompletionItem {
  if (item.kind !== CompletionItemKind.Variable) return item;
  const rest = completer.resolve(treeFile.path, name);
  if (rest === undefined) return item;
  const { hover, sysctls } = rest;
  const size = hover?.sizeBytes ?? undefined;
  const detail = [
    ...(hover?.type === undefined ? [item.detail ?? ''] : [hover.type]),
    ...(size === undefined ? [] : [`${size.toString()} bytes`]),
    ...(hover?.defined[0] === undefined ? [] : [hover.defined[0].path]),
  ].filter((part) => part !== '');
  const isMarkdown = server.client.completionMarkdown;
  const lines = sysctls.map((line) => (isMarkdown ? `- ${line}` : line)).join('\n');
  const { href } = hoverLook(server, treeFile.tree);
  const about = hover === undefined ? '' : isMarkdown ? hoverMarkdown(hover, { href }) : hoverPlainText(hover);
  const text = [lines, about].filter((part) => part !== '').join('\n\n');
  const whole: CompletionItem = {
    ...item,
    detail: detail.join(', '),
    documentation: { kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: text },
  };
  return withInclude(server, treeFile, completer, whole, name);
}

function withInclude(
  server: Server,
  { tree, path }: TreeFile,
  completer: Completer,
  item: CompletionItem,
  name: string,
): CompletionItem {
  const include = completer.resolve(path, name)?.include;
  const range = include === undefined ? undefined : server.range(tree, path, include);
  return include === undefined || range === undefined
    ? item
    : { ...item, additionalTextEdits: [{ range, newText: include.text }] };
}
