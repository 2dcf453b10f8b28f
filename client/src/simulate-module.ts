import {
  commands,
  EventEmitter,
  ProgressLocation,
  Uri,
  window,
  workspace,
  type TextDocumentContentProvider,
} from 'vscode';
import {
  simulateModuleMethod,
  type SimulatedModule,
  type SimulateModuleParams,
} from '../../server/src/protocol/simulate-module.ts';
import type { Host } from './feature.ts';

const scheme = 'vnetscope-simulation';

/** The effect of loading the module of a file, as a read-only text document; simulated again on each request. */
export function registerSimulateModule({ context, server }: Host): void {
  const changed = new EventEmitter<Uri>();
  const texts = new Map<string, string>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, provider),
    commands.registerCommand('vnetscope.simulateModule', async () => {
      const document = window.activeTextEditor?.document;
      if (document?.uri.scheme !== 'file') {
        await window.showInformationMessage('vnetscope: open a source of the module first.');
        return;
      }
      const params: SimulateModuleParams = { uri: document.uri.toString() };
      const simulation = await window.withProgress(
        { location: ProgressLocation.Window, title: 'vnetscope: the kernel runs' },
        () => server.request<SimulatedModule>(simulateModuleMethod, params),
      );
      if (simulation?.module === undefined) {
        await window.showInformationMessage(
          `vnetscope: ${simulation?.text ?? 'the language server did not answer; see the output "vnetscope".'}`,
        );
        return;
      }
      const uri = Uri.from({ scheme, path: `/${simulation.module}.txt` });
      texts.set(uri.path, simulation.text);
      changed.fire(uri);
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    }),
  );
}
