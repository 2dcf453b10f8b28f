// Layouts against a git revision while a header is being edited, in a repository that the test makes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { compatStatusMethod, type CompatStatus } from '../../server/src/protocol/compat-status.ts';
import {
  recordPictureMethod,
  type PictureField,
  type RecordPicture,
} from '../../server/src/protocol/record-picture.ts';
import { vnetscope } from '../kit/command-line.ts';
import { lacksGit, TestRepository } from '../kit/git-repository.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const cache = mkdtempSync(path.join(tmpdir(), 'vnetscope-cache-'));
const kept = process.env['VNETSCOPE_CACHE_DIR'];
before(() => {
  process.env['VNETSCOPE_CACHE_DIR'] = cache;
});
after(() => {
  if (kept === undefined) delete process.env['VNETSCOPE_CACHE_DIR'];
  else process.env['VNETSCOPE_CACHE_DIR'] = kept;
  rmSync(cache, { recursive: true, force: true });
});

async function recordJson(folder: string, record: string): Promise<string> {
  const words = ['record', record, folder, '--nested', '--reorganize', '--format', 'json'];
  return (await vnetscope(folder, ...words)).out;
}

interface Published {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly character: number };
    };
  }[];
}

const header = 'sys/netinet/in_pcb.h';
const original = readFileSync(path.join(sampleFolder, header), 'utf8');
const inMiddle = original.replace('\tvoid\t\t*inp_ppcb;\n', '\tuint32_t\tinp_new;\n\tvoid\t\t*inp_ppcb;\n');
const atEnd = original.replace('\tint\t\t inp_flags;\n', '\tint\t\t inp_flags;\n\tuint64_t\tinp_new;\n');

describe('layouts against a revision', { skip: lacksGit }, () => {
  const made = lacksGit === false ? new TestRepository() : undefined;
  after(() => made?.remove());
  if (made === undefined) return;
  made.copy(sampleFolder, 'kernel');
  made.commit('start');
  const folder = path.join(made.folder, 'kernel');
  const uri = fileUri(folder, header);

  async function open(settings: unknown): Promise<Conversation> {
    const conversation = new Conversation();
    conversation.answers.set('workspace/configuration', (params) =>
      (params as { readonly items: readonly unknown[] }).items.map(() => settings),
    );
    await conversation.request('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: [{ uri: folderUri(folder), name: 'kernel' }],
      capabilities: FULL_CLIENT,
      initializationOptions: { settings },
    });
    await conversation.notify('initialized', {});
    await conversation.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text: original },
    });
    return conversation;
  }

  async function edit(conversation: Conversation, version: number, text: string): Promise<void> {
    await conversation.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  /** The first that is published of a version and fits. */
  async function published(
    conversation: Conversation,
    version: number,
    fits: (found: Published) => boolean = () => true,
  ): Promise<Published> {
    const { params } = await conversation.next(
      ({ method, params: sent }) =>
        method === 'textDocument/publishDiagnostics' &&
        (sent as Published).uri === uri &&
        (sent as Published).version === version &&
        fits(sent as Published),
    );
    return params as Published;
  }

  const places = ({ diagnostics }: Published): unknown =>
    diagnostics
      .filter(({ code }) => code === 'layout-change')
      .map(({ range }) => [range.start.line, range.start.character, range.end.character]);
  const line = inMiddle.slice(0, inMiddle.indexOf('inp_new')).split('\n').length - 1;

  test('a member put between others is flagged where it stands, one at the end is not', async () => {
    const conversation = await open({ compat: { against: 'HEAD' } });
    await edit(conversation, 2, inMiddle);
    const found = await published(conversation, 2, ({ diagnostics }) => diagnostics.length > 0);
    assert.deepEqual(places(found), [[line, 10, 17]]);
    assert.match(
      found.diagnostics[0]?.message ?? '',
      /^struct inpcb: inp_new \(uint32_t\) added at \d+: moves 4 members from inp_ppcb on by \+8; breaks old modules, old libkvm programs of HEAD\nput it at the end$/,
    );
    await edit(conversation, 3, atEnd);
    assert.deepEqual(places(await published(conversation, 3)), []);
    await edit(conversation, 4, inMiddle);
    assert.deepEqual(places(await published(conversation, 4)), [[line, 10, 17]]);
    await edit(conversation, 5, original);
    assert.deepEqual(places(await published(conversation, 5)), []);
    assert.deepEqual(conversation.errors, []);
    await conversation.close();
  });

  test('a hover says what has become of a record and a member', async () => {
    const conversation = await open({ compat: { against: 'merge-base' } });
    await edit(conversation, 2, inMiddle);
    await published(conversation, 2, ({ diagnostics }) => diagnostics.length > 0);
    const hover = async (word: string): Promise<string> => {
      const lines = inMiddle.slice(0, inMiddle.indexOf(word)).split('\n');
      const answer = await conversation.request('textDocument/hover', {
        textDocument: { uri },
        position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
      });
      return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? '';
    };
    assert.match(
      await hover('inp_new'),
      /`uint32_t inp_new`\*\* of struct inpcb: 4 bytes at offset \d+, \*\*new since the merge base with main\*\*/,
    );
    assert.match(
      await hover('inp_flags'),
      /`int inp_flags`\*\* of struct inpcb: 4 bytes at offset (\d+), \*\*moved: offset \d+ in the merge base with main\*\*/,
    );
    assert.match(
      await hover('inpcb {'),
      /`struct inpcb`\*\*: [\d,]+ bytes, \*\*\+8 bytes since the merge base with main\*\*/,
    );
    assert.match(await hover('inp_socket'), /\*\*as in the merge base with main\*\*/);
    await conversation.close();
  });

  test('the whole tree as saved is safe, or breaks a record, whose old layout can be drawn', async () => {
    const conversation = await open({ compat: { against: 'HEAD' } });
    const verdict = async (): Promise<CompatStatus> => {
      const { params } = await conversation.next(
        ({ method, params: told }) => method === compatStatusMethod && (told as CompatStatus).state !== 'measuring',
      );
      return params as CompatStatus;
    };
    const safe = await verdict();
    assert.deepEqual([safe.state, safe.baseline, safe.broken], ['safe', 'HEAD', []]);
    writeFileSync(path.join(folder, header), inMiddle);
    try {
      await edit(conversation, 2, inMiddle);
      await conversation.notify('textDocument/didSave', { textDocument: { uri } });
      const broken = await verdict();
      assert.equal(broken.state, 'breaks');
      assert.deepEqual([broken.broken[0]?.name, broken.broken[0]?.of], ['struct inpcb', 'record']);
      assert.match(broken.broken[0]?.message ?? '', /^inp_new \(uint32_t\) added at \d+/);
      const picture = (await conversation.request(recordPictureMethod, {
        textDocument: { uri },
        position: { line, character: 12 },
      })) as RecordPicture;
      assert.equal(picture.record, 'struct inpcb');
      assert.ok(picture.before !== null);
      assert.equal(picture.before.baseline, 'HEAD');
      assert.equal(picture.layout.size - picture.before.size, 8);
      const at = (fields: readonly PictureField[] = []): number | undefined =>
        fields.find(({ name }) => name === 'inp_ppcb')?.offsetBits;
      assert.equal((at(picture.layout.fields) ?? 0) - (at(picture.before.fields) ?? 0), 64);
      assert.match(picture.before.changes.join('\n'), /^inp_new \(uint32_t\) added/);
      assert.deepEqual(
        picture.layout,
        JSON.parse(await recordJson(folder, 'struct inpcb')),
        'record --nested --reorganize prints the same',
      );
    } finally {
      writeFileSync(path.join(folder, header), original);
    }
    assert.deepEqual(conversation.errors, []);
    await conversation.close();
  });

  test('without the setting nothing is compared, and no hover answers there', async () => {
    const conversation = await open({});
    await edit(conversation, 2, inMiddle);
    assert.deepEqual(places(await published(conversation, 2)), []);
    const before = inMiddle.slice(0, inMiddle.indexOf('inp_new')).split('\n');
    assert.equal(
      await conversation.request('textDocument/hover', {
        textDocument: { uri },
        position: { line: before.length - 1, character: 11 },
      }),
      null,
    );
    await conversation.close();
  });

  test('a baseline that is not there is said once, and findings go on', async () => {
    const conversation = await open({ compat: { against: 'nowhere' } });
    const { params } = await conversation.next(
      ({ method, params: sent }) =>
        method === 'window/logMessage' && (sent as { message: string }).message.includes('compat.against'),
    );
    assert.match(
      (params as { message: string }).message,
      /vnetscope\.compat\.against: nowhere: no such file, folder or revision/,
    );
    assert.deepEqual(places(await published(conversation, 1)), []);
    await conversation.close();
  });
});
