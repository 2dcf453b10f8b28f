import { Range, ThemeColor, window, workspace, type TextEditor } from 'vscode';
import {
  namedGlobalsMethod,
  type NamedGlobals,
  type NamedGlobalsParams,
} from '../../server/src/protocol/named-globals.ts';
import type { Host } from './feature.ts';

/** Behind the last letter; the answer waits for nothing but the file. */
const AFTER_KEYSTROKE_MS = 200;

/**
 * Virtualized globals stand out. A provider of semantic tokens would take the place of clangd's: VS Code shows one
 * provider's tokens alone. So they are decorated, in a colour that themes and users can set.
 */
export function registerColours({ context, server }: Host): void {
  const decoration = window.createTextEditorDecorationType({ color: new ThemeColor('vnetscope.virtualizedGlobal') });
  const waiting = new Map<TextEditor, ReturnType<typeof setTimeout>>();
  const colour = async (editor: TextEditor): Promise<void> => {
    const { document } = editor;
    if (document.uri.scheme !== 'file' || (document.languageId !== 'c' && document.languageId !== 'cpp')) return;
    const { version } = document;
    const params: NamedGlobalsParams = { uri: document.uri.toString() };
    const found = await server.request<NamedGlobals | null>(namedGlobalsMethod, params);
    if (document.version !== version || !window.visibleTextEditors.includes(editor)) return;
    const ranges = (found ?? []).map(
      ({ start, end }) => new Range(start.line, start.character, end.line, end.character),
    );
    editor.setDecorations(decoration, ranges);
  };
  const soon = (editor: TextEditor, delay: number): void => {
    clearTimeout(waiting.get(editor));
    waiting.set(
      editor,
      setTimeout(() => {
        waiting.delete(editor);
        void colour(editor);
      }, delay),
    );
  };
  const all = (): void => {
    for (const editor of window.visibleTextEditors) soon(editor, 0);
  };
  context.subscriptions.push(
    decoration,
    window.onDidChangeVisibleTextEditors(all),
    workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of window.visibleTextEditors)
        if (editor.document === document) soon(editor, AFTER_KEYSTROKE_MS);
    }),
    server.onStatus(({ state }) => {
      if (state === 'ready') all();
    }),
    {
      dispose: () => {
        for (const timer of waiting.values()) clearTimeout(timer);
      },
    },
  );
}
