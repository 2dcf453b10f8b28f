// An edit that comes while the rules look at a document: what was found before it is not told.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { Session } from '../../server/src/core/analysis/session/session.ts';
import type { Finding } from '../../server/src/core/rules/rule.ts';
import { Conversation, fileUri, folderUri, FULL_CLIENT } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const FILE = 'sys/netinet/ip_id.c';
const uri = fileUri(sampleFolder, FILE);
const text = readFileSync(path.join(sampleFolder, FILE), 'utf8');
const { publishDiagnostics, ...pulling } = FULL_CLIENT.textDocument;

async function begin(textDocument: unknown): Promise<Conversation> {
  const conversation = new Conversation();
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(sampleFolder), name: 'sample' }],
    capabilities: { ...FULL_CLIENT, textDocument },
  });
  await conversation.notify('initialized', {});
  await conversation.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  return conversation;
}

/** The first look at the document ends, with nothing, only after an edit; `begun` resolves when it has begun. */
function firstLookLasts(t: TestContext): { readonly begun: Promise<void>; readonly looks: () => number } {
  let looks = 0;
  let told: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => (told = resolve));
  const real = Reflect.get<Session, 'findingsInSteps'>(Session.prototype, 'findingsInSteps');
  const whileEdited = function* (this: Session, file: string): Generator<undefined, readonly Finding[] | undefined> {
    if (file !== FILE || this.files.read(FILE) !== text) return yield* real.call(this, file);
    looks++;
    told?.();
    while (this.files.read(FILE) === text) yield;
    return [];
  };
  t.mock.method(Session.prototype, 'findingsInSteps', whileEdited);
  return { begun, looks: () => looks };
}

const edited = { textDocument: { uri, version: 2 }, contentChanges: [{ text: `\n${text}` }] };

test('asked for', async (t) => {
  const { begun, looks } = firstLookLasts(t);
  const conversation = await begin({ ...pulling, diagnostic: {} });
  const asked = conversation.request('textDocument/diagnostic', { textDocument: { uri } });
  await begun;
  await conversation.notify('textDocument/didChange', edited);
  const { items } = (await asked) as { readonly items: readonly Diagnostic[] };
  assert.ok(items.some(({ code }) => code === 'sysctl-missing-vnet-flag'));
  assert.equal(looks(), 1);
  await conversation.close();
});

test('published', async (t) => {
  const { begun, looks } = firstLookLasts(t);
  const conversation = await begin({ ...pulling, publishDiagnostics });
  await begun;
  await conversation.notify('textDocument/didChange', edited);
  const { params } = await conversation.next(({ method, params: given }) => {
    const { uri: about, diagnostics } = given as { readonly uri?: string; readonly diagnostics?: readonly unknown[] };
    return method === 'textDocument/publishDiagnostics' && about === uri && diagnostics !== undefined;
  });
  const { version, diagnostics } = params as { readonly version: number; readonly diagnostics: readonly Diagnostic[] };
  assert.equal(version, 2);
  assert.ok(diagnostics.some(({ code }) => code === 'sysctl-missing-vnet-flag'));
  assert.equal(looks(), 1);
  await conversation.close();
});
