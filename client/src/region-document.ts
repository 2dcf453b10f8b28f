import {
  commands,
  EventEmitter,
  Selection,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
  type TextDocumentContentProvider,
} from 'vscode';
import { regionMethod, type RegionText } from '../../server/src/protocol/region.ts';
import type { Host } from './feature.ts';

const scheme = 'vnetscope';
const regionUri = Uri.from({ scheme, path: '/set_vnet.txt' });

/** The region as a read-only text document, updated whenever the index changes. */
export function registerRegionDocument({ context, server }: Host): void {
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent() {
      const region = await server.request<RegionText>(regionMethod);
      return region === undefined
        ? 'The language server did not answer; see the output "vnetscope".\n'
        : `${region.title}\n\n${region.text}`;
    },
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, provider),
    server.onStatus((status) => {
      if (status.state === 'ready') changed.fire(regionUri);
    }),
    commands.registerCommand('vnetscope.showRegionText', async (at?: { readonly variable?: unknown }) => {
      const document = await workspace.openTextDocument(regionUri);
      const editor = await window.showTextDocument(document, { preview: false });
      if (typeof at?.variable !== 'string') return;
      const line = new RegExp(`^.*\\b${at.variable.replace(/\W/g, '')}\\b.*$`, 'm').exec(document.getText());
      if (line === null) return;
      const found = document.lineAt(document.positionAt(line.index).line).range;
      editor.selection = new Selection(found.start, found.end);
      editor.revealRange(found, TextEditorRevealType.InCenter);
    }),
  );
}
