// A rename over the sample kernel: every file that names the variable, or nothing.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

async function ask(
  folder: string,
  newName: string,
  text?: string,
): Promise<{ readonly edit: WorkspaceEdit; readonly end: () => Promise<void> }> {
  const conversation = new Conversation();
  const file = 'sys/netinet/tcp_subr.c';
  await conversation.request('initialize', {
    processId: null,
    rootUri: folderUri(folder),
    capabilities: FULL_CLIENT,
    initializationOptions: { settings: {} },
  });
  await conversation.notify('initialized', {});
  const uri = fileUri(folder, file);
  const content = text ?? readFileSync(path.join(folder, file), 'utf8');
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 7, text: content },
  });
  await conversation.next(
    ({ method, params }) => method === 'vnetscope/status' && (params as { readonly state: string }).state === 'ready',
  );
  const position = TextDocument.create('', 'c', 0, content).positionAt(
    content.indexOf('VNET_DEFINE(int, tcp_mssdflt)') + 'VNET_DEFINE(int, '.length,
  );
  const edit = (await conversation.request('textDocument/rename', {
    textDocument: { uri },
    position,
    newName,
  })) as WorkspaceEdit;
  return { edit, end: () => conversation.close() };
}

/** Lines in which the sample kernel names the variable, by grep -w over the tree: comments do not. */
const NAMED = ['sys/netinet/tcp_subr.c', 'sys/netinet/tcp_var.h'];

test('the texts after a rename name the variable by its new name alone', { timeout: 60_000 }, async () => {
  const { edit, end } = await ask(sampleFolder, 'tcp_segment');
  const changes = (edit.documentChanges ?? []) as TextDocumentEdit[];
  const files = new Map(changes.map((one) => [one.textDocument.uri, one]));
  assert.deepEqual(
    [...files.keys()].sort(),
    NAMED.map((file) => fileUri(sampleFolder, file)),
  );
  for (const file of NAMED) {
    const before = readFileSync(path.join(sampleFolder, file), 'utf8');
    const change = files.get(fileUri(sampleFolder, file));
    const after = TextDocument.applyEdits(TextDocument.create('', 'c', 0, before), (change?.edits ?? []) as never);
    assert.equal(after, before.replaceAll(/\b(V_)?tcp_mssdflt\b/g, '$1tcp_segment'));
  }
  // The open document is changed in the version that was looked at, others whatever it is.
  assert.equal(files.get(fileUri(sampleFolder, NAMED[0] ?? ''))?.textDocument.version, 7);
  assert.equal(files.get(fileUri(sampleFolder, NAMED[1] ?? ''))?.textDocument.version, null);
  await end();
});

test(
  'a file that cannot be written: nothing is changed',
  { timeout: 60_000, skip: process.getuid?.() === 0 ? 'root writes everything' : false },
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-rename-'));
    try {
      cpSync(sampleFolder, folder, { recursive: true });
      chmodSync(path.join(folder, 'sys/netinet/tcp_var.h'), 0o444);
      await assert.rejects(ask(folder, 'tcp_segment'), /tcp_var\.h is read-only/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
