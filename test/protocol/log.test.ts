// What the log tells a report of a fault: version, tree, configuration, and how long the reading took.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { Conversation, folderUri, FULL_CLIENT, type FromServer } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const INFO = 3;

test('the log names version, tree, configuration and times', async () => {
  const conversation = new Conversation();
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(sampleFolder), name: 'sample' }],
    capabilities: FULL_CLIENT,
  });
  await conversation.notify('initialized', {});
  const line = async (pattern: RegExp): Promise<string> => {
    const messageOf = ({ params }: FromServer): string => (params as { readonly message: string }).message;
    const isLine = ({ method, params }: FromServer): boolean =>
      method === 'window/logMessage' && (params as { readonly type: number }).type === INFO;
    return messageOf(await conversation.next((message) => isLine(message) && pattern.test(messageOf(message))));
  };
  await line(/^vnetscope test, Node \d+\.\d+\.\d+, \S+ \S+$/);
  const tree = await line(/13\.0-SAMPLE amd64 GENERIC, \d+ objects$/);
  assert.ok(tree.startsWith(`${path.join(sampleFolder, 'sys')}:`), tree);
  await line(/^read in \d+ ms: \d+ files, \d+ virtualized globals$/);
  await conversation.close();
});
