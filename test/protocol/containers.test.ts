// The container kernel in an editor: its findings, and the migration as one code action.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { CONTAINER_KERNEL, migratedContainers } from '../kit/migrated-containers.ts';
import { root } from '../kit/source-graph.ts';

const folder = path.join(root, CONTAINER_KERNEL);

interface Action {
  readonly title: string;
  readonly kind: string;
  readonly edit?: {
    readonly documentChanges?: readonly {
      readonly textDocument: { readonly uri: string };
      readonly edits: readonly TextEdit[];
    }[];
  };
}

test('the action on a member rewrites the tree as vnetscope migrate does', { timeout: 60_000 }, async () => {
  const conversation = new Conversation();
  await conversation.request('initialize', {
    processId: null,
    rootUri: folderUri(folder),
    workspaceFolders: [{ uri: folderUri(folder), name: 'tree' }],
    capabilities: FULL_CLIENT,
    initializationOptions: { settings: {} },
  });
  await conversation.notify('initialized', {});
  const file = 'sys/netinet/vinet.h';
  const text = readFileSync(path.join(folder, file), 'utf8');
  const uri = fileUri(folder, file);
  await conversation.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  await conversation.next(
    ({ method, params }) => method === 'vnetscope/status' && (params as { readonly state: string }).state === 'ready',
  );
  const ask = (offset: number): Promise<readonly Action[]> => {
    const position = TextDocument.create(uri, 'c', 1, text).positionAt(offset);
    return conversation.request('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [], only: ['refactor'] },
    }) as Promise<readonly Action[]>;
  };
  const [action, ...others] = await ask(text.indexOf('_ip_defttl'));
  assert.deepEqual(
    [action?.title, action?.kind, others.length],
    ['Migrate the containers of the tree to VNET_DEFINE', 'refactor.rewrite.vnetscope', 0],
  );
  const { texts } = migratedContainers();
  for (const { textDocument, edits } of action?.edit?.documentChanges ?? []) {
    const at = path.relative(folder, fileURLToPath(textDocument.uri)).split(path.sep).join('/');
    const made = TextDocument.applyEdits(
      TextDocument.create(textDocument.uri, 'c', 1, readFileSync(path.join(folder, at), 'utf8')),
      [...edits],
    );
    assert.equal(made, texts.get(at), at);
  }
  assert.equal(action?.edit?.documentChanges?.length, 20);
  assert.deepEqual(await ask(0), []);
  await conversation.close();
});
