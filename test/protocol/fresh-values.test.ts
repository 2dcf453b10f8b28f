// What a fresh vnet holds, on hover: the constructor that sets it, and after an edit what it sets then.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { FromFresh, StartFresh } from '../../server/src/lsp/fresh-messages.ts';
import { FreshWorker } from '../../server/src/lsp/fresh-worker.ts';
import type { Status } from '../../server/src/protocol/status.ts';
import { processTimers } from '../../server/src/lsp/background.ts';
import { Conversation, conversationIn, fileUri } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const file = path.join(sampleFolder, 'sys/netinet/tcp_subr.c');
const uri = fileUri(file, '');
const source = readFileSync(file, 'utf8');

interface InThisThread {
  readonly start: StartFresh;
  /** Does what waits for quiet. */
  readonly quiet: () => void;
  readonly said: FromFresh[];
  /** What the thread was told of, and where it would have waited. */
  readonly rests: ('rest' | 'request')[];
}

/** The thread's work in this one. */
function inThisThread(): InThisThread {
  const said: FromFresh[] = [];
  const rests: InThisThread['rests'] = [];
  let waiting: (() => void) | undefined;
  return {
    said,
    rests,
    quiet: () => waiting?.(),
    start: (told) => {
      const worker = new FreshWorker({
        tell: (message) => {
          said.push(message);
          told(structuredClone(message));
        },
        whenQuiet: (work) => {
          waiting = work;
        },
        rest: () => {
          rests.push('rest');
        },
      });
      // As messages between threads are: data alone, no functions.
      return {
        tell: (message) => {
          worker.take(structuredClone(message));
        },
        requestCame: () => {
          rests.push('request');
        },
        end: () => undefined,
      };
    },
  };
}

async function begin(start: StartFresh, settings: unknown = {}): Promise<Conversation> {
  const conversation = await conversationIn(sampleFolder, settings, new Conversation(processTimers, 0, start));
  await conversation.next(
    ({ method, params }) => method === 'vnetscope/status' && (params as Status).state === 'ready',
  );
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 1, text: source },
  });
  return conversation;
}

async function hover(conversation: Conversation): Promise<string> {
  const line = source.split('\n').findIndex((text) => text.startsWith('#define\tV_tcp_tcbhashsize'));
  const answer = await conversation.request('textDocument/hover', {
    textDocument: { uri },
    position: { line, character: 9 },
  });
  return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? '';
}

async function edit(conversation: Conversation, from: string, to: string): Promise<void> {
  assert.ok(source.includes(from));
  await conversation.notify('textDocument/didChange', {
    textDocument: { uri, version: conversation.nextVersion(uri) + 1 },
    contentChanges: [{ text: source.replace(from, to) }],
  });
}

test('the value follows an edit of the constructor; what needs a boot is told after it', async () => {
  const thread = inThisThread();
  const conversation = await begin(thread.start);
  const line = source.split('\n').findIndex((text) => text.includes('V_tcp_tcbhashsize = buckets;')) + 1;
  assert.match(
    await hover(conversation),
    new RegExp(`in a new vnet \\*\\*\`512\`\\*\\*: \\[tcp_vnet_init\\(\\)\\]\\([^)]*#L${line}\\) sets it`),
  );
  await edit(conversation, 'V_tcp_tcbhashsize = buckets;', 'V_tcp_tcbhashsize = buckets / 2;');
  assert.match(await hover(conversation), /in a new vnet \*\*`256`\*\*: /);
  assert.deepEqual(
    thread.said.map(({ kind }) => kind),
    ['values', 'values'],
  );
  await edit(conversation, '#define\tTCBHASHSIZE\t512', '#define\tTCBHASHSIZE\t128');
  assert.doesNotMatch(await hover(conversation), / sets it/);
  thread.quiet();
  assert.match(await hover(conversation), /in a new vnet \*\*`128`\*\*: /);
  assert.deepEqual(conversation.errors, []);
  await conversation.close();
});

test('a boot rests at every file and function, and hears of each request', async () => {
  const thread = inThisThread();
  const conversation = await begin(thread.start);
  await hover(conversation);
  const duringBoot = thread.rests.length;
  // The sample kernel's boot reads some dozens of files and calls more functions.
  assert.ok(duringBoot > 100, `rested ${duringBoot} times`);
  assert.ok(!thread.rests.includes('request'));
  await hover(conversation);
  assert.deepEqual(thread.rests.slice(duringBoot), ['request']);
  await conversation.close();
});

test('the setting turns it off: no kernel is booted', async () => {
  const thread = inThisThread();
  const conversation = await begin(thread.start, { hover: { values: false } });
  assert.doesNotMatch(await hover(conversation), / sets it/);
  assert.deepEqual(thread.said, []);
  await conversation.close();
});
