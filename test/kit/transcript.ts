import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ResponseError } from 'vscode-languageserver/node';
import { fileUri, folderUri, FULL_CLIENT, type Conversation, type FromServer } from './lsp-conversation.ts';
import { readMarked } from './marked-text.ts';

/**
 * A conversation with the language server, as data (test/protocol/transcripts/*.json). In params and answers
 *   {"$uri": FILE}            is the URI of a file of the folder,
 *   {"$at": [FILE, MARKED]}   is textDocument and position (spread into the params): where MARKED stands in the file,
 *                              at its `‸`,
 *   {"$range": [FILE, MARKED]} is the range between its `«` and `»`.
 * MARKED without its marks must stand in the file exactly once. An answer says what must be there: objects may have
 * more members, "/.../" is a pattern that a text must match, everything else must be equal.
 */
export interface Transcript {
  readonly about: string;
  /** Capabilities of the client in place of the full ones. */
  readonly client?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** More of the client's initializationOptions. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

type Step =
  | { readonly request: string; readonly params: unknown; readonly answer: unknown }
  | { readonly request: string; readonly params: unknown; readonly error: Pick<ResponseError, 'code' | 'message'> }
  | { readonly notify: string; readonly params: unknown }
  /** Waits for a message of the server. */
  | { readonly await: string; readonly params: unknown }
  /** Opens a file with its text on disk, or another one. */
  | { readonly open: string; readonly text?: string }
  /** Replaces what stands between « and » in an open file. */
  | { readonly edit: readonly [file: string, marked: string]; readonly with: string }
  | { readonly close: string }
  /** The user changes settings; the client says so and answers with these from now on. */
  | { readonly settings: unknown };

/** Holds a conversation as the transcript says it. */
export async function play(transcript: Transcript, conversation: Conversation, folder: string): Promise<void> {
  const player = new Player(conversation, folder);
  conversation.answers.set('workspace/configuration', (params) =>
    (params as { readonly items: readonly unknown[] }).items.map(() => transcript.settings ?? {}),
  );
  await conversation.request('initialize', {
    processId: null,
    rootUri: folderUri(folder),
    workspaceFolders: [{ uri: folderUri(folder), name: 'tree' }],
    capabilities: transcript.client ?? FULL_CLIENT,
    initializationOptions: { ...transcript.options, settings: transcript.settings ?? {} },
  });
  await conversation.notify('initialized', {});
  for (const [i, step] of transcript.steps.entries())
    await player.step(step, `step ${i + 1}: ${JSON.stringify(step).slice(0, 120)}`);
  await conversation.close();
  assert.deepEqual(conversation.errors, []);
}

class Player {
  private readonly conversation: Conversation;
  private readonly folder: string;
  /** Texts of open documents. */
  private readonly texts = new Map<string, string>();

  constructor(conversation: Conversation, folder: string) {
    this.conversation = conversation;
    this.folder = folder;
  }

  async step(step: Step, where: string): Promise<void> {
    const { conversation } = this;
    if ('error' in step) {
      const asked = conversation.request(step.request, this.filled(step.params));
      const error = await asked.then(
        () => undefined,
        (reason: unknown) => reason as ResponseError,
      );
      hold(error === undefined ? undefined : { code: error.code, message: error.message }, step.error, where);
    } else if ('request' in step) {
      const answer = await conversation.request(step.request, this.filled(step.params));
      assert.deepEqual(conversation.errors, [], where);
      hold(answer, this.filled(step.answer), where);
    } else if ('await' in step) {
      const wanted = this.filled(step.params);
      const message = await conversation.next((one) => one.method === step.await && fits(one, wanted));
      hold(message.params, wanted, where);
    } else if ('notify' in step) await conversation.notify(step.notify, this.filled(step.params));
    else if ('open' in step) {
      const text = step.text ?? this.text(step.open);
      this.texts.set(step.open, text);
      const uri = fileUri(this.folder, step.open);
      await conversation.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'c', version: conversation.nextVersion(uri), text },
      });
    } else if ('edit' in step) {
      const [file] = step.edit;
      const range = this.range(step.edit);
      const uri = fileUri(this.folder, file);
      const document = TextDocument.create(uri, 'c', 0, this.text(file));
      this.texts.set(file, TextDocument.applyEdits(document, [{ range, newText: step.with }]));
      await conversation.notify('textDocument/didChange', {
        textDocument: { uri, version: conversation.nextVersion(uri) },
        contentChanges: [{ range, text: step.with }],
      });
    } else if ('settings' in step) {
      conversation.answers.set('workspace/configuration', (params) =>
        (params as { readonly items: readonly unknown[] }).items.map(() => step.settings),
      );
      conversation.forget('workspace/configuration');
      await conversation.notify('workspace/didChangeConfiguration', { settings: null });
      await conversation.next(({ method }) => method === 'workspace/configuration');
    } else {
      this.texts.delete(step.close);
      await conversation.notify('textDocument/didClose', { textDocument: { uri: fileUri(this.folder, step.close) } });
    }
  }

  private text(file: string): string {
    return this.texts.get(file) ?? readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** Where the marked text stands in the file. */
  private find([file, marked]: readonly [string, string]): {
    readonly document: TextDocument;
    readonly start: number;
    readonly read: ReturnType<typeof readMarked>;
  } {
    const text = this.text(file);
    const read = readMarked(marked);
    const start = text.indexOf(read.text);
    assert.ok(start >= 0, `${file} does not hold ${read.text}`);
    assert.equal(text.indexOf(read.text, start + 1), -1, `${file} holds ${read.text} more than once`);
    return { document: TextDocument.create('', 'c', 0, text), start, read };
  }

  private range(place: readonly [string, string]): ReturnType<typeof rangeOf> {
    const { document, start, read } = this.find(place);
    const [stretch] = read.stretches;
    assert.ok(stretch !== undefined, `no « » in ${place[1]}`);
    return rangeOf(document, start + stretch.start, start + stretch.end);
  }

  /** The value with its places filled in. */
  private filled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one: unknown) => this.filled(one));
    if (typeof value !== 'object' || value === null) return value;
    const made: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      if (key === '$uri') return fileUri(this.folder, String(inner));
      if (key === '$range') return this.range(inner as readonly [string, string]);
      if (key === '$at') {
        const place = inner as readonly [string, string];
        const { document, start, read } = this.find(place);
        Object.assign(made, {
          textDocument: { uri: fileUri(this.folder, place[0]) },
          position: document.positionAt(start + (read.cursors[0] ?? 0)),
        });
      } else made[key] = this.filled(inner);
    }
    return made;
  }
}

function rangeOf(
  document: TextDocument,
  start: number,
  end: number,
): { readonly start: ReturnType<TextDocument['positionAt']>; readonly end: ReturnType<TextDocument['positionAt']> } {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function fits({ params }: FromServer, wanted: unknown): boolean {
  try {
    hold(params, wanted, '');
    return true;
  } catch {
    return false;
  }
}

/** Asserts that `actual` has everything that `wanted` says. */
function hold(actual: unknown, wanted: unknown, where: string): void {
  if (typeof wanted === 'string' && wanted.length > 1 && wanted.startsWith('/') && wanted.endsWith('/')) {
    assert.equal(typeof actual, 'string', where);
    assert.match(actual as string, new RegExp(wanted.slice(1, -1), 'u'), where);
  } else if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(actual), `${where}: a list, not ${JSON.stringify(actual)}`);
    assert.equal(actual.length, wanted.length, `${where}: ${JSON.stringify(actual)}`);
    wanted.forEach((one: unknown, i) => {
      hold(actual[i], one, `${where} [${i}]`);
    });
  } else if (typeof wanted === 'object' && wanted !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${where}: an object, not ${JSON.stringify(actual)}`);
    for (const [key, one] of Object.entries(wanted))
      hold((actual as Readonly<Record<string, unknown>>)[key], one, `${where} .${key}`);
  } else assert.deepEqual(actual, wanted, where);
}
