import { commands, Uri, window } from 'vscode';
import {
  recordOnMachineMethod,
  recordPictureMethod,
  type RecordOnMachineAnswer,
  type RecordOnMachineParams,
  type RecordPictureAnswer,
  type RecordPictureParams,
} from '../../server/src/protocol/record-picture.ts';
import type { RecordViewNotice, RecordViewRequest } from '../../server/src/protocol/views.ts';
import type { Host } from './feature.ts';
import { openPlace } from './views/open-place.ts';
import { ViewPanel } from './views/view-panel.ts';

/**
 * *Show Record Layout*: a struct or union to scale. The command takes a record's name ("struct inpcb"), or a URI and a
 * position (line and character from 0), for hovers and lenses that link to it; else it means the cursor.
 */
export function registerShowRecordLayout(host: Host): void {
  const { context, server } = host;
  let question: RecordPictureParams | undefined;
  let root = '';
  /** Counts the questions: only the last one's answer is shown. */
  let asked = 0;

  const view = new ViewPanel<RecordViewRequest, RecordViewNotice>(host, {
    id: 'vnetscope.record',
    title: 'Record Layout',
    script: 'record-view.js',
    take: (request) => {
      void answer(request);
    },
  });

  async function answer(request: Exclude<RecordViewRequest, { readonly kind: 'save' }>): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return;
      case 'record':
        // After a reload of the window the view knows what it showed.
        if (request.record !== '' && question === undefined) question = { record: request.record };
        return refresh();
      case 'open':
        return openPlace(root, request.place);
      case 'machine': {
        const { record, arch } = request;
        const params: RecordOnMachineParams = { record, arch };
        const layout = await server.request<RecordOnMachineAnswer | null>(recordOnMachineMethod, params);
        view.post({ kind: 'machine', arch, layout: layout ?? { message: 'the language server has no answer' } });
      }
    }
  }

  async function refresh(): Promise<void> {
    const turn = ++asked;
    if (question === undefined) {
      view.post({ kind: 'failed', text: 'Put the cursor onto a struct first.' });
      return;
    }
    view.post({ kind: 'busy', text: 'Measuring the record…' });
    const picture = await server.request<RecordPictureAnswer | null>(recordPictureMethod, question);
    if (turn !== asked) return;
    // The server is starting: it says when it is ready, and is asked again.
    if (picture === undefined && server.status?.state === 'indexing') return;
    if (picture === undefined || picture === null)
      view.post({ kind: 'failed', text: 'The language server has no answer; see the output "vnetscope".' });
    else if ('message' in picture) view.post({ kind: 'failed', text: picture.message });
    else {
      root = picture.root;
      // After an edit the record is asked for by its name: the cursor may be elsewhere.
      question = { ...question, record: picture.record };
      view.post({ kind: 'record', picture });
    }
  }

  context.subscriptions.push(
    view,
    server.onStatus(({ state }) => {
      if (state === 'ready' && view.isOpen) void refresh();
    }),
    commands.registerCommand(
      'vnetscope.showRecordLayout',
      async (subject?: unknown, line?: unknown, character?: unknown) => {
        const given = questionOf(subject, line, character) ?? (await questionAtCursor());
        if (given === undefined) return;
        question = given;
        if (!view.show()) void refresh();
      },
    ),
  );
}

/** What a link asks for: a record's name, or a place. Menus hand over a URI without a position. */
function questionOf(subject: unknown, line: unknown, character: unknown): RecordPictureParams | undefined {
  if (typeof subject === 'string' && !subject.includes(':')) return { record: subject };
  const uri = typeof subject === 'string' ? subject : subject instanceof Uri ? subject.toString() : undefined;
  if (uri === undefined || typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { textDocument: { uri }, position: { line, character } };
}

async function questionAtCursor(): Promise<RecordPictureParams | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.scheme === 'file') {
    const { line, character } = editor.selection.active;
    return { textDocument: { uri: editor.document.uri.toString() }, position: { line, character } };
  }
  const record = await window.showInputBox({
    title: 'Show Record Layout',
    placeHolder: 'struct inpcb',
    prompt: 'A struct, a union, or a typedef of one',
  });
  return record === undefined || record.trim() === '' ? undefined : { record: record.trim() };
}
