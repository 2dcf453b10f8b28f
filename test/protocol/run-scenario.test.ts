// A scenario is run from the editor: by the request of the extension, and by the command.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

test('expectations that hold, and one that does not', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-scenario-'));
  const conversation = new Conversation();
  try {
    await conversation.request('initialize', {
      processId: null,
      rootUri: folderUri(sampleFolder),
      capabilities: FULL_CLIENT,
      initializationOptions: { settings: {} },
    });
    await conversation.notify('initialized', {});
    writeFileSync(path.join(folder, 'good.scenario'), 'boot\njail create a vnet\nraw expect V_tcp_minmss == 216\n');
    writeFileSync(path.join(folder, 'bad.scenario'), 'boot\nraw expect V_tcp_minmss == 217\n');
    const good = await conversation.request('vnetscope/runScenario', { uri: fileUri(folder, 'good.scenario') });
    assert.equal((good as { readonly isOk: boolean }).isOk, true, JSON.stringify(good));
    assert.equal((good as { readonly root: string }).root, folderUri(sampleFolder));
    const bad = await conversation.request('workspace/executeCommand', {
      command: 'vnetscope.runScenarioFile',
      arguments: [fileUri(folder, 'bad.scenario')],
    });
    const { isOk, text } = bad as { readonly isOk: boolean; readonly text: string };
    assert.equal(isOk, false);
    assert.match(text, /bad\.scenario:2:.*216/);
    const published = await conversation.next(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' &&
        (params as { readonly uri: string }).uri === fileUri(folder, 'bad.scenario'),
    );
    const { diagnostics } = published.params as {
      readonly diagnostics: readonly { readonly message: string; readonly range: { readonly start: unknown } }[];
    };
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0]?.message ?? '', /216/);
    assert.equal((diagnostics[0]?.range.start as { readonly line: number }).line, 1);
    assert.deepEqual(conversation.errors, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await conversation.close();
  }
});
