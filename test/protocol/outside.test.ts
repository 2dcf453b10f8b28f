// A module outside a tree in the editor: which tree, how it is compiled, hover, findings, definitions into the tree,
// its simulation.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, afterEach } from 'node:test';
import type { Status } from '../../server/src/protocol/status.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { root } from '../kit/source-graph.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const fixtures = path.join(root, 'test/outside');
const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-outside-lsp-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  delete process.env['VNETSCOPE_TREE'];
});

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

function until(conversation: Conversation, state: Status['state']): Promise<unknown> {
  return conversation.next(({ method, params }) => method === 'vnetscope/status' && (params as Status).state === state);
}

async function open(conversation: Conversation, file: string, text = readFileSync(file, 'utf8')): Promise<string> {
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri: fileUri(file, ''), languageId: 'c', version: 1, text },
  });
  return text;
}

/** Line and character of the first `word` of a text that stands behind `after`. */
function place(text: string, word: string, behind = ''): { readonly line: number; readonly character: number } {
  const lines = text.slice(0, text.indexOf(word, text.indexOf(behind))).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

async function hover(
  conversation: Conversation,
  file: string,
  text: string,
  word: string,
  behind = '',
): Promise<string> {
  const answer = await conversation.request('textDocument/hover', {
    textDocument: { uri: fileUri(file, '') },
    position: place(text, word, behind),
  });
  return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? '';
}

test("the setting names the tree: hover with sizes of the Makefile's -include, definition into the tree, no findings", async () => {
  const conversation = await start([path.join(fixtures, 'gauge')], { tree: sampleFolder });
  await until(conversation, 'ready');
  const file = path.join(fixtures, 'gauge/gauge.c');
  const text = await open(conversation, file);
  const published = await conversation.next(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && (params as { readonly uri: string }).uri === fileUri(file, ''),
  );
  assert.deepEqual((published.params as { readonly diagnostics: unknown }).diagnostics, []);
  assert.match(
    await hover(conversation, file, text, 'V_gauge_main', 'gauge_next(void)'),
    /^\*\*`struct gauge_softc gauge_main`\*\*[^]*\*\*144 bytes\*\*, align 8[^]*\bgauge\b/,
  );
  // What a header of the tree brings, and what the Makefile takes from beside.
  const definition = await conversation.request('textDocument/definition', {
    textDocument: { uri: fileUri(file, '') },
    position: place(text, 'V_gauge_main', 'gauge_next(void)'),
  });
  assert.deepEqual(
    (definition as readonly { readonly targetUri: string }[]).map(({ targetUri }) => targetUri),
    [fileUri(file, '')],
  );
  const symbols = await conversation.request('workspace/symbol', { query: 'gauge_level' });
  assert.ok(
    (symbols as readonly { readonly location: { readonly uri: string } }[]).some(
      ({ location }) => location.uri === fileUri(fixtures, 'shared/gauge_level.c'),
    ),
  );
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('a definition in the tree; a finding that needs the tree', async () => {
  const folder = mkdtempSync(path.join(scratch, 'uses-'));
  writeFileSync(path.join(folder, 'Makefile'), 'KMOD= uses\nSRCS= uses.c\n.include <bsd.kmod.mk>\n');
  const file = path.join(folder, 'uses.c');
  writeFileSync(
    file,
    '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/if_var.h>\nVNET_DECLARE(long, if_index);\nint uses(void);\nint\nuses(void)\n{\n\n\treturn (V_if_index);\n}\n',
  );
  process.env['VNETSCOPE_TREE'] = sampleFolder;
  const conversation = await start([folder]);
  const text = await open(conversation, file);
  const uri = fileUri(file, '');
  const published = await conversation.next(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && (params as { readonly uri: string }).uri === uri,
  );
  assert.deepEqual(
    (published.params as { readonly diagnostics: readonly { readonly code: string }[] }).diagnostics.map(
      ({ code }) => code,
    ),
    ['declare-type-mismatch'],
  );
  const definition = await conversation.request('textDocument/definition', {
    textDocument: { uri },
    position: place(text, 'V_if_index'),
  });
  assert.deepEqual(
    (definition as readonly { readonly targetUri: string }[]).map(({ targetUri }) => targetUri),
    [fileUri(sampleFolder, 'sys/net/if.c')],
  );
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('its simulation: as the command line has it, also for a source that lies elsewhere', async () => {
  const conversation = await start([path.join(fixtures, 'gauge')], { tree: sampleFolder });
  await until(conversation, 'ready');
  for (const name of ['gauge/gauge.c', 'shared/gauge_flow.c']) {
    await open(conversation, path.join(fixtures, name));
    const { module, text } = (await conversation.request('vnetscope/simulateModule', {
      uri: fileUri(fixtures, name),
    })) as { readonly module: string; readonly text: string };
    assert.equal(module, 'gauge');
    assert.match(
      text,
      /^> boot[^]*\n> module load gauge\n {2}set_vnet: 281 bytes of gauge\.ko at \d+[^]*gauge\.ko is unloaded/,
    );
  }
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('.vnetscope.json names the tree; one that appears later opens it', async () => {
  const folder = mkdtempSync(path.join(scratch, 'later-'));
  cpSync(path.join(fixtures, 'twin/gauge'), folder, { recursive: true });
  const conversation = await start([folder]);
  const { params } = (await until(conversation, 'noTree')) as { readonly params: Status };
  assert.match(params.message ?? '', /name one with the setting vnetscope\.tree$/);
  writeFileSync(path.join(folder, '.vnetscope.json'), JSON.stringify({ tree: path.relative(folder, sampleFolder) }));
  await conversation.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: fileUri(folder, '.vnetscope.json'), type: 1 }],
  });
  await until(conversation, 'ready');
  const file = path.join(folder, 'gauge.c');
  const text = await open(conversation, file);
  assert.match(
    await hover(conversation, file, text, 'V_gauge_count', 'gauge_next(void)\n{'),
    /^\*\*`long gauge_count\[5\]`|\*\*40 bytes\*\*/,
  );
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('a Makefile that changes: its sources are compiled as it says now', async () => {
  const folder = mkdtempSync(path.join(scratch, 'make-'));
  const makefile = (size: number): void => {
    writeFileSync(
      path.join(folder, 'Makefile'),
      `KMOD= gauge\nSRCS= gauge.c\nCFLAGS+= -DSIZE=${size}\n.include <bsd.kmod.mk>\n`,
    );
  };
  makefile(3);
  const file = path.join(folder, 'gauge.c');
  writeFileSync(
    file,
    '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE_STATIC(char, gauge_size[SIZE]);\n#define\tV_gauge_size\tVNET(gauge_size)\n',
  );
  const conversation = await start([folder], { tree: sampleFolder });
  const text = await open(conversation, file);
  await until(conversation, 'ready');
  assert.match(await hover(conversation, file, text, 'gauge_size'), /\*\*3 bytes\*\*/);
  makefile(11);
  await conversation.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: fileUri(folder, 'Makefile'), type: 2 }],
  });
  await until(conversation, 'ready');
  assert.match(await hover(conversation, file, text, 'gauge_size'), /\*\*11 bytes\*\*/);
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});

test('a lone file of a module, no folder open: its Makefile is found', async () => {
  process.env['VNETSCOPE_TREE'] = sampleFolder;
  const conversation = await start([]);
  const file = path.join(fixtures, 'gauge/gauge.c');
  const text = await open(conversation, file);
  await until(conversation, 'ready');
  assert.match(await hover(conversation, file, text, 'V_gauge_main', 'gauge_next(void)'), /\*\*144 bytes\*\*/);
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
});
