import { commands, Location, Range, Uri, window } from 'vscode';
import {
  virtualizedGlobalMethod,
  type VirtualizedGlobalParams,
  type VirtualizedGlobalPlace,
} from '../../server/src/protocol/virtualized-global.ts';
import type { Host } from './feature.ts';

/** *Go to Virtualized Global*: to the definition, also where `definition.prefer` leaves F12 to clangd. */
export function registerGoToVirtualizedGlobal({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.goToVirtualizedGlobal', async () => {
      const editor = window.activeTextEditor;
      if (editor?.document.uri.scheme !== 'file') {
        await window.showInformationMessage('vnetscope: put the cursor onto a virtualized global first.');
        return;
      }
      const { uri } = editor.document;
      const { active } = editor.selection;
      const params: VirtualizedGlobalParams = {
        textDocument: { uri: uri.toString() },
        position: { line: active.line, character: active.character },
      };
      const found = await server.request<readonly VirtualizedGlobalPlace[] | null>(virtualizedGlobalMethod, params);
      const places = (found ?? []).map(locationOf);
      const nothing = 'vnetscope: no virtualized global is here.';
      await commands.executeCommand('editor.action.goToLocations', uri, active, places, 'peek', nothing);
    }),
  );
}

function locationOf({ uri, range: { start, end } }: VirtualizedGlobalPlace): Location {
  return new Location(Uri.parse(uri), new Range(start.line, start.character, end.line, end.character));
}
