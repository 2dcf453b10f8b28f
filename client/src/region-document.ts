import { commands, EventEmitter, Uri, window, workspace, type TextDocumentContentProvider } from 'vscode';
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
    commands.registerCommand('vnetscope.showRegionText', async () => {
      await window.showTextDocument(await workspace.openTextDocument(regionUri), { preview: false });
    }),
  );
}
