// The list of virtualized globals, for a view that is open while the tree is read.
import assert from 'node:assert/strict';
import test from 'node:test';
import { globalsMethod, type VirtualizedGlobals } from '../../server/src/protocol/globals.ts';
import { statusMethod, type Status } from '../../server/src/protocol/status.ts';
import { conversationIn } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

test('asked before the tree has been read, it is the list of after it', async () => {
  const conversation = await conversationIn(sampleFolder);
  const early = (await conversation.request(globalsMethod, {})) as VirtualizedGlobals;
  await conversation.next(({ method, params }) => method === statusMethod && (params as Status).state === 'ready');
  const late = (await conversation.request(globalsMethod, {})) as VirtualizedGlobals;
  assert.ok(late.globals.some(({ name }) => name === 'tcp_do_sack'));
  assert.deepEqual(early, late);
  await conversation.close();
});
