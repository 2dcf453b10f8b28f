// In a workspace that nobody has vouched for no process is started: what one would do is done when it is trusted.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import type { ConfigurationParams, LogMessageParams, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { initializationOptions } from '../../client/src/initialization.ts';
import { trustedMethod } from '../../server/src/protocol/initialization.ts';
import { statusMethod, type Status } from '../../server/src/protocol/status.ts';
import { lacksGit, TestRepository } from '../kit/git-repository.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const NOT_TRUSTED = 'this workspace is not trusted: vnetscope starts no process for it';

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-trust-'));
const kept = { PATH: process.env['PATH'], VNETSCOPE_CACHE_DIR: process.env['VNETSCOPE_CACHE_DIR'] };
before(() => {
  process.env['VNETSCOPE_CACHE_DIR'] = path.join(scratch, 'cache');
});
after(() => {
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  rmSync(scratch, { recursive: true, force: true });
});

/** Puts a git in front of the real one that leaves a mark and fails; the mark's path. */
function markingGit(): string {
  const mark = path.join(scratch, 'mark');
  const git = path.join(scratch, 'git');
  writeFileSync(git, `#!/bin/sh\n: > '${mark}'\nexit 1\n`);
  chmodSync(git, 0o755);
  process.env['PATH'] = `${scratch}${path.delimiter}${kept.PATH ?? ''}`;
  return mark;
}

describe('a workspace that is not trusted', { skip: lacksGit, timeout: 120_000 }, () => {
  const made = lacksGit === false ? new TestRepository() : undefined;
  after(() => made?.remove());
  if (made === undefined) return;
  made.copy(sampleFolder, 'kernel');
  made.commit('start');
  const folder = path.join(made.folder, 'kernel');
  const uri = fileUri(folder, 'sys/netinet/in_pcb.h');
  const text = readFileSync(path.join(sampleFolder, 'sys/netinet/in_pcb.h'), 'utf8').replace(
    '\tvoid\t\t*inp_ppcb;\n',
    '\tuint32_t\tinp_new;\n\tvoid\t\t*inp_ppcb;\n',
  );

  async function open(against: string, trusted: boolean, others: object = {}): Promise<Conversation> {
    const settings = { compat: { against }, ...others };
    const conversation = new Conversation();
    conversation.answers.set('workspace/configuration', (params) => {
      return (params as ConfigurationParams).items.map(() => settings);
    });
    await conversation.request('initialize', {
      processId: null,
      rootUri: folderUri(folder),
      capabilities: FULL_CLIENT,
      initializationOptions: { settings, trusted },
    });
    await conversation.notify('initialized', {});
    await conversation.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
    return conversation;
  }

  const hasChange = ({ diagnostics }: PublishDiagnosticsParams): boolean =>
    diagnostics.some(({ code }) => code === 'layout-change');
  /** The first diagnostics of the header that fit. */
  async function published(
    conversation: Conversation,
    fits: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    const { params } = await conversation.next(({ method, params: sent }) => {
      const found = sent as PublishDiagnosticsParams;
      return method === 'textDocument/publishDiagnostics' && found.uri === uri && fits(found);
    });
    return params as PublishDiagnosticsParams;
  }
  const said = (conversation: Conversation, start = NOT_TRUSTED): Promise<unknown> => {
    const beginning = `vnetscope.compat.against: ${start}`;
    return conversation.next(
      ({ method, params }) =>
        method === 'window/logMessage' && (params as LogMessageParams).message.startsWith(beginning),
    );
  };

  test('no revision is measured before it is trusted', async () => {
    const conversation = await open('HEAD', false);
    await said(conversation);
    assert.equal(hasChange(await published(conversation)), false);
    assert.equal(conversation.ran.length, 0);
    await conversation.notify(trustedMethod, undefined);
    await published(conversation, hasChange);
    // What it breaks is compared after that.
    assert.deepEqual(conversation.ran[0]?.slice(0, 3), ['compat', 'save', 'HEAD']);
    assert.deepEqual([...new Set(conversation.ran.map((words) => words[2]))], ['HEAD']);
    await conversation.close();
  });

  test('no module is simulated, by request or by command', async () => {
    const conversation = await open('', false);
    const shaper = fileUri(folder, 'sys/net/shaper.c');
    const refused = { module: 'shaper', text: `${NOT_TRUSTED}\n`, root: folderUri(folder) };
    assert.deepEqual(await conversation.request('vnetscope/simulateModule', { uri: shaper }), refused);
    const command = { command: 'vnetscope.simulateModuleOf', arguments: [shaper] };
    assert.deepEqual(await conversation.request('workspace/executeCommand', command), refused);
    assert.equal(conversation.ran.length, 0);
    await conversation.notify(trustedMethod, undefined);
    await conversation.request('vnetscope/simulateModule', { uri: shaper });
    assert.equal(conversation.ran.length, 1);
    await conversation.close();
  });

  test('no configuration is read that lies elsewhere, by its path or by a link of the tree', async () => {
    const elsewhere = path.join(scratch, 'ELSEWHERE');
    writeFileSync(elsewhere, 'include GENERIC\nident ELSEWHERE\n');
    const link = path.join(folder, 'sys/amd64/conf/LINKED');
    symlinkSync(elsewhere, link);
    try {
      for (const kernconf of ['LINKED', elsewhere]) {
        const conversation = await open('', false, { kernconf });
        const { params } = await conversation.next(({ method }) => method === statusMethod);
        assert.equal((params as Status).state, 'error', kernconf);
        await conversation.notify(trustedMethod, undefined);
        await conversation.next(
          ({ method, params: told }) => method === statusMethod && (told as Status).state === 'ready',
        );
        await conversation.close();
      }
    } finally {
      rmSync(link);
    }
  });

  const lacksScripts = process.platform === 'win32' ? 'a shell script stands for git' : false;
  test('git is not asked for the merge base either', { skip: lacksScripts }, async () => {
    const mark = markingGit();
    const conversation = await open('merge-base', false);
    await said(conversation);
    await published(conversation);
    assert.equal(existsSync(mark), false);
    await conversation.notify(trustedMethod, undefined);
    await said(conversation, 'merge-base');
    assert.equal(existsSync(mark), true);
    await conversation.close();
  });
});

test('the client says whether the workspace is trusted', () => {
  const settings = { arch: 'arm64' };
  for (const isTrusted of [true, false]) {
    const asked: string[] = [];
    const options = initializationOptions({
      isTrusted,
      getConfiguration: (section) => {
        asked.push(section);
        return settings as never;
      },
    });
    assert.deepEqual([options, asked], [{ settings, trusted: isTrusted }, ['vnetscope']]);
  }
});
