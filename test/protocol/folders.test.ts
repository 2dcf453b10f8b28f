// Which tree answers for which folder and document, and what happens when files change on disk.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { layoutReport } from '../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import type { Status } from '../../server/src/protocol/status.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { readMarked } from '../kit/marked-text.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-lsp-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function newFolder(name: string): string {
  const folder = path.join(scratch, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function copyOfSample(name: string): string {
  const folder = newFolder(name);
  cpSync(path.join(sampleFolder, 'sys'), path.join(folder, 'sys'), { recursive: true });
  return folder;
}

async function start(folders: readonly string[], settings: unknown = {}): Promise<Conversation> {
  const conversation = new Conversation();
  conversation.answers.set('workspace/configuration', (params) =>
    (params as { readonly items: readonly unknown[] }).items.map(() => settings),
  );
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: folders.map((folder) => ({ uri: folderUri(folder), name: path.basename(folder) })),
    capabilities: FULL_CLIENT,
    initializationOptions: { settings },
  });
  await conversation.notify('initialized', {});
  return conversation;
}

async function status(conversation: Conversation, state: Status['state']): Promise<Status> {
  return (
    await conversation.next(({ method, params }) => method === 'vnetscope/status' && (params as Status).state === state)
  ).params as Status;
}

async function open(conversation: Conversation, file: string, text: string): Promise<void> {
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri: fileUri(file, ''), languageId: 'c', version: 1, text },
  });
}

/** The hover at the cursor of a marked text, which is opened as `file`. */
async function hoverIn(conversation: Conversation, file: string, marked: string): Promise<string | undefined> {
  const { text, cursors } = readMarked(marked);
  await open(conversation, file, text);
  const before = text.slice(0, cursors[0]).split('\n');
  const answer = await conversation.request('textDocument/hover', {
    textDocument: { uri: fileUri(file, '') },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  });
  return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value;
}

/** As many as `vnetscope layout` lists, which is held to clang in test/conformance/minikernel-truth.test.ts. */
function globalsOfSample(): number {
  const workspace = openWorkspace(new NodeFiles(sampleFolder), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  return layoutReport(workspace, []).variables.length;
}

const MODULE =
  '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/if_var.h>\n#include "mine.h"\nVNET_DEFINE_STATIC(mine_t, mi‸ne);\n#define V_mine VNET(mine)\n';

test('a folder without a kernel tree: one clear line, no findings, no answer', async () => {
  const folder = newFolder('empty');
  const conversation = await start([folder]);
  const { message } = await status(conversation, 'noTree');
  assert.match(
    message ?? '',
    /^no FreeBSD kernel source in .*empty or above it; name one with the setting vnetscope\.tree$/,
  );
  assert.equal(await hoverIn(conversation, path.join(folder, 'a.c'), MODULE), undefined);
  const published = await conversation.next(({ method }) => method === 'textDocument/publishDiagnostics');
  assert.deepEqual((published.params as { readonly diagnostics: unknown }).diagnostics, []);
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('no folder at all: the opened file finds its tree', async () => {
  const conversation = await start([]);
  const file = path.join(sampleFolder, 'sys/net/if.c');
  assert.match(
    (await hoverIn(
      conversation,
      file,
      readFileSync(file, 'utf8').replace('VNET_DEFINE(int, if_index)', 'VNET_DEFINE(int, if_‸index)'),
    )) ?? '',
    /int if_index/,
  );
  assert.equal((await status(conversation, 'ready')).release, '13.0-SAMPLE');
  await conversation.close();
});

test('a folder inside a tree, and sys itself, are looked at with the whole tree', async () => {
  for (const inner of ['sys/netinet', 'sys']) {
    const conversation = await start([path.join(sampleFolder, inner)]);
    const { globals } = await status(conversation, 'ready');
    assert.equal(globals, globalsOfSample(), inner);
    await conversation.close();
  }
});

test('a module outside the tree: the setting names the tree, its own headers are found, its files are indexed', async () => {
  const folder = newFolder('module');
  writeFileSync(path.join(folder, 'mine.h'), 'typedef long mine_t;\n');
  writeFileSync(path.join(folder, 'other.c'), '#include <net/vnet.h>\nVNET_DEFINE(int, theirs);\n');
  const conversation = await start([folder], { kernelTree: sampleFolder });
  await status(conversation, 'ready');
  const hover = await hoverIn(conversation, path.join(folder, 'mine.c'), MODULE);
  assert.match(hover ?? '', /^\*\*`static mine_t mine`\*\*[^]*\*\*8 bytes\*\*, align 8 · \*\*not in this kernel\*\*/);
  const symbols = await conversation.request('workspace/symbol', { query: 'theirs' });
  assert.deepEqual(
    (symbols as readonly { readonly location: { readonly uri: string } }[]).map(({ location }) => location.uri),
    [fileUri(folder, 'other.c')],
  );
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('a setting that names no tree: one clear line', async () => {
  const conversation = await start([newFolder('lost')], { kernelTree: path.join(scratch, 'nowhere') });
  assert.match((await status(conversation, 'error')).message ?? '', /^vnetscope\.kernelTree: no such folder: /);
  await conversation.close();
});

test('two folders, two trees; a folder that goes takes its tree along', async () => {
  const [a, b] = [copyOfSample('a'), copyOfSample('b')];
  writeFileSync(path.join(b, 'sys/conf/newvers.sh'), 'REVISION="14.0"\nBRANCH="OTHER"\n');
  const conversation = await start([a, b]);
  const text = readFileSync(path.join(a, 'sys/net/if.c'), 'utf8').replace(
    'VNET_DEFINE(int, if_index)',
    'VNET_DEFINE(int, if_‸index)',
  );
  assert.match((await hoverIn(conversation, path.join(a, 'sys/net/if.c'), text)) ?? '', /13\.0-SAMPLE/);
  assert.match((await hoverIn(conversation, path.join(b, 'sys/net/if.c'), text)) ?? '', /14\.0-OTHER/);
  // An open document would keep its tree.
  await conversation.notify('textDocument/didClose', { textDocument: { uri: fileUri(a, 'sys/net/if.c') } });
  await conversation.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [{ uri: folderUri(a), name: 'a' }] },
  });
  const symbols = (await conversation.request('workspace/symbol', { query: 'if_index' })) as readonly {
    readonly location: { readonly uri: string };
  }[];
  assert.ok(symbols.every(({ location }) => location.uri.startsWith(folderUri(b))));
  await conversation.close();
});

test('a header that changed on disk', async () => {
  const folder = copyOfSample('watched');
  const conversation = await start([folder]);
  await status(conversation, 'ready');
  const header = path.join(folder, 'sys/net/shared.h');
  const source =
    '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/shared.h>\nVNET_DEFINE_STATIC(shared_t, mi‸ne);\n';
  const file = path.join(folder, 'sys/net/if_loop.c');
  assert.match((await hoverIn(conversation, file, source)) ?? '', /size unknown: type 'shared_t' is not defined here/);
  writeFileSync(header, 'typedef long shared_t;\n');
  await conversation.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: fileUri(header, ''), type: 1 }] });
  assert.match((await hoverIn(conversation, file, source)) ?? '', /\*\*8 bytes\*\*/);
  writeFileSync(header, 'typedef char shared_t;\n');
  await conversation.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: fileUri(header, ''), type: 2 }] });
  assert.match((await hoverIn(conversation, file, source)) ?? '', /\*\*1 byte\*\*/);
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('a configuration that changed on disk is read again', async () => {
  const folder = copyOfSample('configured');
  const conversation = await start([folder]);
  assert.equal((await status(conversation, 'ready')).globals, globalsOfSample());
  const kernconf = path.join(folder, 'sys/amd64/conf/GENERIC');
  writeFileSync(kernconf, readFileSync(kernconf, 'utf8').replace(/^options.*VIMAGE.*$/m, ''));
  await conversation.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: fileUri(kernconf, ''), type: 2 }] });
  assert.equal((await status(conversation, 'ready')).globals, 0);
  await conversation.close();
});

test('nothing is written into the tree', async () => {
  const folder = copyOfSample('untouched');
  const list = async (): Promise<readonly string[]> =>
    (await import('node:fs/promises')).readdir(folder, { recursive: true });
  const before = await list();
  const conversation = await start([folder]);
  await status(conversation, 'ready');
  await conversation.close();
  assert.deepEqual(await list(), before);
});
