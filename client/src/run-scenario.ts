import {
  commands,
  EventEmitter,
  ProgressLocation,
  Uri,
  window,
  workspace,
  type TextDocumentContentProvider,
} from 'vscode';
import { runScenarioMethod, type RanScenario, type RunScenarioParams } from '../../server/src/protocol/run-scenario.ts';
import type { Host } from './feature.ts';

const scheme = 'vnetscope-scenario';

/** Runs the scenario in the editor; what it prints is a read-only document beside it. */
export function registerRunScenario({ context, server }: Host): void {
  const changed = new EventEmitter<Uri>();
  const texts = new Map<string, string>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, provider),
    commands.registerCommand('vnetscope.runScenario', async () => {
      const document = window.activeTextEditor?.document;
      if (document?.languageId !== 'vnetscope-scenario') {
        await window.showInformationMessage('vnetscope: open a scenario (.scenario) first.');
        return;
      }
      if (document.isDirty) await document.save();
      const params: RunScenarioParams = { uri: document.uri.toString() };
      const ran = await window.withProgress(
        { location: ProgressLocation.Window, title: 'vnetscope: the kernel runs' },
        () => server.request<RanScenario>(runScenarioMethod, params),
      );
      const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
      const uri = Uri.from({ scheme, path: `/${name}.txt` });
      texts.set(uri.path, ran?.text ?? 'The language server has no answer; see the output "vnetscope".\n');
      changed.fire(uri);
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false, preserveFocus: true });
    }),
  );
}
