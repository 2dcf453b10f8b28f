// Every source of a tree is opened at once while the server reads it: each gets its diagnostics and an answer. The
// server is a process of its own: one that never comes back must fail this test, not stop it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import type { ChildProcess } from 'node:child_process';
import { PublishDiagnosticsNotification } from 'vscode-languageserver/node';
import { fileUri } from '../kit/lsp-conversation.ts';
import { endInOrder, initialize, spawnServer } from '../kit/server-process.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';
import { statusMethod, type Status } from '../../server/src/protocol/status.ts';

const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Sources below a folder of a tree, relative to the tree. */
function sourcesBelow(tree: string, folder: string): readonly string[] {
  const absolute = path.join(tree, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      return entry.isDirectory() ? sourcesBelow(tree, name) : /\.[ch]$/.test(name) ? [name] : [];
    })
    .sort();
}

/** Opens the files as soon as the server's state fits, and asks about each in the same breath. */
async function openAll(tree: string, files: readonly string[], isTime: (status: Status) => boolean): Promise<void> {
  const server = spawnServer();
  started.push(server.child);
  const { client } = server;
  const uriOf = (file: string): string => fileUri(tree, file);
  const published = new Map<string, () => void>();
  const diagnosed = files.map(
    (file) =>
      new Promise<void>((resolve) => {
        published.set(uriOf(file), resolve);
      }),
  );
  client.onNotification(PublishDiagnosticsNotification.type, ({ uri }) => published.get(uri)?.());
  const time = new Promise<void>((resolve) => {
    client.onNotification(statusMethod, (status: Status) => {
      assert.notEqual(status.state, 'error');
      if (isTime(status)) resolve();
    });
  });
  await initialize(server, tree);
  await time;
  for (const file of files) {
    const text = readFileSync(path.join(tree, file), 'latin1');
    const textDocument = { uri: uriOf(file), languageId: 'c', version: 1, text };
    await client.sendNotification('textDocument/didOpen', { textDocument });
  }
  const answers = await Promise.all(
    files.map((file) => client.sendRequest('textDocument/documentSymbol', { textDocument: { uri: uriOf(file) } })),
  );
  assert.deepEqual(
    answers.filter((answer) => !Array.isArray(answer)),
    [],
  );
  await Promise.all(diagnosed);
  assert.equal(await endInOrder(server), 0);
}

const moments: readonly (readonly [string, (status: Status) => boolean])[] = [
  ['before anything is read', () => true],
  // On a busy machine no status need come while it is measured: they are told at most every 200 ms.
  ['while set_vnet is measured', ({ progress, state }) => progress !== undefined || state === 'ready'],
  ['when the index is whole and the functions are not', ({ state }) => state === 'ready'],
];

describe('every source of the sample kernel, opened at once', { timeout: 120_000 }, () => {
  const files = sourcesBelow(sampleFolder, 'sys');
  for (const [moment, isTime] of moments) test(moment, () => openAll(sampleFolder, files, isTime));
  test('a source of a module alone', () => openAll(sampleFolder, ['sys/net/shaper.c'], () => true));
});

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const skip = tree === undefined ? 'VNETSCOPE_KERNEL_TREE names none' : false;
const FOLDERS = ['sys/net', 'sys/netinet', 'sys/netinet6', 'sys/netpfil', 'sys/netgraph'];
const BATCH = 100;

describe('sources of a real tree, opened at once', { skip, timeout: 3_600_000 }, () => {
  if (tree === undefined) return;
  const files = FOLDERS.flatMap((folder) => sourcesBelow(tree, folder)).filter((file) => file.endsWith('.c'));
  for (let from = 0, moment = 0; from < files.length; from += BATCH, moment++) {
    const [name, isTime] = moments[moment % moments.length] ?? ['', () => true];
    const batch = files.slice(from, from + BATCH);
    const about = `${from + 1} to ${from + batch.length} of ${files.length}, ${name}`;
    test(about, { timeout: 900_000 }, () => openAll(tree, batch, isTime));
  }
});
