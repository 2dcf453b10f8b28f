// Review My Change: the change against the merge base, while a source is being edited.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { GitSample } from '../kit/git-sample.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import type { ReviewText } from '../../server/src/protocol/review.ts';

const sample = new GitSample();
after(() => {
  sample.remove();
});

const file = 'sys/net/if.c';
const uri = fileUri(sample.root, file);
const original = sample.read(file);
const TWICE = original.replace(
  '\tCURVNET_RESTORE();\n\tmtx_destroy',
  '\tCURVNET_RESTORE();\n\tCURVNET_RESTORE();\n\tmtx_destroy',
);
const WIDER = original.replace(
  'VNET_DEFINE_STATIC(int, if_indexlim)',
  'VNET_DEFINE_STATIC(char, seeded[64]);\nVNET_DEFINE_STATIC(int, if_indexlim)',
);

async function open(settings: unknown): Promise<Conversation> {
  const conversation = new Conversation();
  conversation.answers.set('workspace/configuration', (params) =>
    (params as { readonly items: readonly unknown[] }).items.map(() => settings),
  );
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(sample.root), name: 'kernel' }],
    capabilities: FULL_CLIENT,
    initializationOptions: { settings },
  });
  await conversation.notify('initialized', {});
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 1, text: original },
  });
  return conversation;
}

test('the review follows the edits', async () => {
  const conversation = await open({ review: { codeLens: true } });
  const ask = async (): Promise<ReviewText> => (await conversation.request('vnetscope/review', {})) as ReviewText;
  const edit = async (version: number, text: string): Promise<ReviewText> => {
    await conversation.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    return (await conversation.next(({ method }) => method === 'vnetscope/reviewed')).params as ReviewText;
  };
  const first = await ask();
  assert.deepEqual([first.state, first.summary], ['ready', 'no new finding, no byte per vnet, KBI safe']);
  const twice = await edit(2, TWICE);
  assert.equal(twice.summary, '1 new finding, no byte per vnet, KBI safe');
  const line = TWICE.slice(0, TWICE.indexOf('\tCURVNET_RESTORE();\n\tCURVNET_RESTORE();')).split('\n').length + 1;
  assert.ok(twice.markdown.includes(`[${file}:${line}](${uri}#L${line})`), twice.markdown);
  const lenses = (await conversation.request('textDocument/codeLens', { textDocument: { uri } })) as {
    readonly range: { readonly start: { readonly line: number } };
  }[];
  assert.deepEqual(
    lenses.map(({ range }) => range.start.line),
    [line - 1],
  );
  const wider = await edit(3, WIDER);
  // Nothing reads it, which is a finding.
  assert.equal(wider.summary, '1 new finding, +64 bytes per vnet, KBI safe');
  const undone = await edit(4, original);
  assert.equal(undone.summary, first.summary);
  assert.deepEqual(conversation.errors, []);
  assert.equal(conversation.ran.length, 1, 'the older tree is measured once');
  await conversation.close();
});

test('a tree in no repository says so', async () => {
  const folder = path.join(sample.root, '..', 'bare');
  cpSync(sample.root, folder, { recursive: true, filter: (one) => path.basename(one) !== '.git' });
  const conversation = new Conversation();
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(folder), name: 'kernel' }],
    capabilities: FULL_CLIENT,
  });
  await conversation.notify('initialized', {});
  const said = (await conversation.request('vnetscope/review', {})) as ReviewText;
  assert.equal(said.state, 'failed');
  assert.match(said.summary, /is in no git repository/);
  await conversation.close();
});
