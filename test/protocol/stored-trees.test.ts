// What earlier runs stored serves the server's start: its answers are those of a server that stores nothing, after any
// edit on disk or in the editor; and it reads what changed alone.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { DiskShards } from '../../server/src/host/disk-shards.ts';
import { processTimers, type Timers } from '../../server/src/lsp/background.ts';
import type { OpenShards } from '../../server/src/lsp/trees.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const SOURCE = 'sys/netinet/igmp.c';
const HEADER = 'sys/netinet/in_var.h';

let scratch = '';
let tree = '';
let edits = 0;
beforeEach(() => {
  scratch = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-stored-'));
  tree = path.join(scratch, 'tree');
  cpSync(sampleFolder, tree, { recursive: true });
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Nothing waits: pauses of the server end at once. */
const hasty: Timers = { ...processTimers, after: (_ms, work) => setTimeout(work, 0) };

/** A server over the tree, with the files that it read. `stored` resolves when it has stored what it knows. */
class Opened {
  readonly read: string[] = [];
  readonly conversation: Conversation;
  readonly stored: Promise<void>;

  constructor(usesCache: boolean) {
    let told = (): void => undefined;
    this.stored = new Promise((resolve) => {
      told = resolve;
    });
    const openShards: OpenShards = (files) => {
      const unnoted = files.unnotedBytes.bind(files);
      files.unnotedBytes = (file) => (this.read.push(file), unnoted(file));
      const shards = new DiskShards(files, 'test', path.join(scratch, 'cache'), () => Date.now() + 3_600_000);
      const save = shards.save.bind(shards);
      shards.save = () => {
        save();
        told();
      };
      return shards;
    };
    this.conversation = new Conversation(hasty, 0, undefined, undefined, usesCache ? openShards : undefined);
  }

  async begin(settings: unknown = {}): Promise<this> {
    const { conversation } = this;
    await conversation.request('initialize', {
      processId: null,
      capabilities: FULL_CLIENT,
      workspaceFolders: [{ uri: folderUri(tree), name: 'tree' }],
      initializationOptions: { settings },
    });
    await conversation.notify('initialized', {});
    return this;
  }

  /** A hover that says all: the document that was opened is measured again. */
  private async hover(place: unknown): Promise<unknown> {
    for (;;) {
      const hover = await this.conversation.request('textDocument/hover', place);
      if (!/not measured yet|reading the tree/.test(JSON.stringify(hover))) return hover;
      // Answered when the region is known.
      await this.conversation.request('vnetscope/region', {});
    }
  }

  /** What it says about both files and the tree. */
  async answers(): Promise<unknown> {
    const { conversation } = this;
    const found: unknown[] = [];
    for (const file of [SOURCE, HEADER]) {
      const uri = fileUri(tree, file);
      const text = readFileSync(path.join(tree, file), 'utf8');
      await conversation.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'c', version: 1, text },
      });
      const { params } = await conversation.next(
        ({ method, params: given }) =>
          method === 'textDocument/publishDiagnostics' && (given as { readonly uri: string }).uri === uri,
      );
      found.push(params);
      await conversation.request('vnetscope/region', {});
      for (const [line, words] of text.split('\n').entries()) {
        const character = words.search(/\bV_\w/);
        if (character < 0) continue;
        const place = { textDocument: { uri }, position: { line, character } };
        found.push(await this.hover(place));
        found.push(
          await conversation.request('textDocument/references', { ...place, context: { includeDeclaration: true } }),
        );
      }
      await conversation.notify('textDocument/didClose', { textDocument: { uri } });
    }
    found.push(await conversation.request('vnetscope/region', {}).catch(String));
    assert.ok(found.length > 10, 'the files use virtualized globals');
    return found;
  }
}

/** Answers of a server that stores nothing. */
async function fresh(): Promise<unknown> {
  const server = await new Opened(false).begin();
  const answers = await server.answers();
  await server.conversation.close();
  return answers;
}

/** Those of one with the cache, which then stores. */
async function warm(): Promise<{ readonly answers: unknown }> {
  const server = await new Opened(true).begin();
  const answers = await server.answers();
  await server.stored;
  assert.deepEqual(server.conversation.errors, []);
  await server.conversation.close();
  return { answers };
}

/** Sources and headers that a server with the cache reads until everything is known. */
async function readAtStart(): Promise<ReadonlySet<string>> {
  const server = await new Opened(true).begin();
  await server.stored;
  await server.conversation.close();
  return new Set(server.read.filter((file) => /\.[ch]$/.test(file)));
}

function edit(file: string, text: string): void {
  const place = path.join(tree, file);
  appendFileSync(place, text);
  utimesSync(place, 1_000_000_000 + ++edits, 1_000_000_000 + edits);
}

test('a second start reads almost no source, and answers as one that stores nothing', async () => {
  const expected = await fresh();
  const first = await readAtStart();
  assert.ok(first.size > 50, `the first start reads the tree: ${first.size} files`);
  const second = await readAtStart();
  // What says how the release works, and the size of a page, is read at each start.
  const again = [...second].filter((file) => /^sys\/net.*\.c$/.test(file));
  assert.deepEqual(again, []);
  assert.deepEqual((await warm()).answers, expected);
  edit(SOURCE, '\nvoid edited(void) { V_no_such++; }\n');
  const third = await readAtStart();
  assert.deepEqual(
    [...third].filter((file) => /^sys\/net.*\.c$/.test(file)),
    [SOURCE],
  );
  assert.deepEqual((await warm()).answers, await fresh());
});

test('what changed while no server ran is known at the next start', async () => {
  await warm();
  edit(SOURCE, '\nVNET_DEFINE(int, edited_meanwhile) = 3;\nvoid edited(void) { V_edited_meanwhile++; V_no_such++; }\n');
  edit(HEADER, '\n#define V_edited_here VNET(edited_here)\nVNET_DECLARE(int, edited_here);\n');
  const expected = await fresh();
  assert.deepEqual((await warm()).answers, expected);
  assert.deepEqual((await warm()).answers, expected);
});

test('a file that changes while the server runs is read again, before everything is known and after', async () => {
  await warm();
  for (const waits of [false, true]) {
    const server = await new Opened(true).begin();
    if (waits) await server.answers();
    if (waits) await server.stored;
    edit(SOURCE, `\nvoid edited_${edits}(void) { V_not_there_${edits}++; }\n`);
    edit(HEADER, `\nVNET_DECLARE(int, edited_${edits});\n#define V_edited_${edits} VNET(edited_${edits})\n`);
    const changes = [SOURCE, HEADER].map((file) => ({ uri: fileUri(tree, file), type: 2 }));
    await server.conversation.notify('workspace/didChangeWatchedFiles', { changes });
    server.conversation.forget('textDocument/publishDiagnostics');
    assert.deepEqual(await server.answers(), await fresh());
    if (!waits) await server.stored;
    await server.conversation.close();
    assert.deepEqual((await warm()).answers, await fresh());
  }
});

test('damaged entries and packs are absent', async () => {
  const { answers } = await warm();
  const folder = path.join(scratch, 'cache');
  const packs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pack'));
  assert.ok(packs.length > 0);
  for (const pack of packs) {
    const bytes = readFileSync(path.join(folder, pack));
    for (let at = 5000; at < bytes.length; at += 1777) bytes[at] = (bytes[at] ?? 0) ^ 0x20;
    writeFileSync(path.join(folder, pack), bytes);
  }
  assert.deepEqual((await warm()).answers, answers);
  for (const pack of packs) writeFileSync(path.join(folder, pack), 'no pack');
  assert.deepEqual((await warm()).answers, answers);
});

test('two servers at once share the folder', async () => {
  const expected = await fresh();
  const both = await Promise.all([warm(), warm()]);
  for (const { answers } of both) assert.deepEqual(answers, expected);
  assert.deepEqual((await warm()).answers, expected);
});

test('with vnetscope.cache off nothing is stored', async () => {
  const server = await new Opened(true).begin({ cache: false });
  await server.answers();
  await server.conversation.close();
  assert.deepEqual(server.read, []);
});
