// A look at a document that fails leaves what was found before, and says so in the document.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { Session } from '../../server/src/core/analysis/session/session.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const FILE = 'sys/netinet/ip_id.c';

test('a look that fails keeps the last diagnostics and says why they are old', async (t) => {
  const conversation = new Conversation();
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(sampleFolder), name: 'sample' }],
    capabilities: FULL_CLIENT,
  });
  await conversation.notify('initialized', {});
  const uri = fileUri(sampleFolder, FILE);
  const text = readFileSync(path.join(sampleFolder, FILE), 'utf8');
  const diagnosed = async (version: number): Promise<readonly Diagnostic[]> => {
    const { params } = await conversation.next(
      ({ method, params: given }) =>
        method === 'textDocument/publishDiagnostics' &&
        (given as { readonly uri: string; readonly version?: number }).uri === uri &&
        (given as { readonly version?: number }).version === version,
    );
    return (params as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
  };
  await conversation.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  const before = await diagnosed(1);
  assert.ok(before.some(({ code }) => code === 'sysctl-missing-vnet-flag'));

  const failing = t.mock.method(Session.prototype, 'findingsInSteps', function* () {
    yield;
    throw new RangeError('Maximum call stack size exceeded');
  });
  await conversation.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `${text}\n` }],
  });
  const during = await diagnosed(2);
  assert.deepEqual(during.slice(0, -1), before);
  const note = during.at(-1)?.message;
  assert.ok(typeof note === 'string');
  assert.match(note, /not analyzed: its code is nested too deeply/);

  failing.mock.restore();
  await conversation.notify('textDocument/didChange', {
    textDocument: { uri, version: 3 },
    contentChanges: [{ text }],
  });
  assert.deepEqual(await diagnosed(3), before);
  await conversation.close();
});
