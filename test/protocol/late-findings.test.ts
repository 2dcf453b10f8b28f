// A finding that waits for a search of the tree reaches the open document when the search ends: the publisher of
// diagnostics hears of it as of an edit, in the session's list.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { Keepers, type Keeper } from '../../server/src/core/analysis/workspace/keepers.ts';
import type { Timers } from '../../server/src/lsp/background.ts';
import { Conversation, conversationIn, fileUri } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const HEADER = 'sys/netinet/in_pcb.h';

/** Timers that let no time pass, and know when nothing is left to be called. */
class Turns implements Timers {
  private readonly left = new Set<NodeJS.Immediate>();

  now(): number {
    return performance.now();
  }

  after(_ms: number, work: () => void): unknown {
    const turn = setImmediate(() => {
      this.left.delete(turn);
      work();
    });
    this.left.add(turn);
    return turn;
  }

  soon(work: () => void): void {
    this.after(0, work);
  }

  stop(timer: unknown): void {
    clearImmediate(timer as NodeJS.Immediate);
    this.left.delete(timer as NodeJS.Immediate);
  }

  async finish(): Promise<void> {
    while (this.left.size > 0) await new Promise(setImmediate);
  }
}

/** All that is published for the header, in order, until nothing is left to do. */
async function published(t: TestContext, isDeaf: boolean): Promise<readonly (readonly Diagnostic[])[]> {
  const add = Reflect.get<Keepers, 'add'>(Keepers.prototype, 'add');
  const added: string[] = [];
  t.mock.method(Keepers.prototype, 'add', function (this: Keepers, ...keepers: Keeper[]) {
    for (const keeper of keepers) {
      added.push(keeper.constructor.name);
      if (isDeaf && keeper.constructor.name === 'Publisher') keeper.forget = () => undefined;
    }
    add.call(this, ...keepers);
  });
  const timers = new Turns();
  const settings = { rules: { 'unused-member': 'hint' } };
  const conversation = await conversationIn(sampleFolder, settings, new Conversation(timers));
  const uri = fileUri(sampleFolder, HEADER);
  const text = readFileSync(path.join(sampleFolder, HEADER), 'utf8');
  const edited = text.replace('\tvoid\t\t*inp_ppcb;\n', '\tuint32_t\tinp_unnamed;\n\tvoid\t\t*inp_ppcb;\n');
  assert.notEqual(edited, text);
  await conversation.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 1, text: edited },
  });
  // A request is answered behind the notification.
  await conversation.request('textDocument/documentSymbol', { textDocument: { uri } });
  await timers.finish();
  await conversation.close();
  assert.ok(added.includes('Publisher'), 'it is not in the list');
  return conversation.come('textDocument/publishDiagnostics').flatMap((params) => {
    const { uri: of, diagnostics } = params as { readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
    return of === uri ? [diagnostics] : [];
  });
}

const hasUnnamed = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ code, message }) => code === 'unused-member' && /inp_unnamed/.test(JSON.stringify(message)));

test('Publisher: a finding that comes late is published then', async (t) => {
  const all = await published(t, false);
  assert.equal(hasUnnamed(all[0] ?? []), false, 'it is known at once');
  assert.equal(hasUnnamed(all.at(-1) ?? []), true);
});

test('Publisher: without it, never', async (t) => {
  const all = await published(t, true);
  assert.notEqual(all.length, 0);
  assert.equal(all.some(hasUnnamed), false);
});
