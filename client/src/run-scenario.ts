import path from 'node:path';
import { CodeLens, commands, languages, ProgressLocation, Range, window } from 'vscode';
import { runScenarioMethod, type RanScenario, type RunScenarioParams } from '../../server/src/protocol/run-scenario.ts';
import type { Host } from './feature.ts';
import { TextDocuments } from './text-document.ts';

/** Runs the scenario in the editor; what it prints is a read-only document beside it. */
export function registerRunScenario({ context, server }: Host): void {
  const documents = new TextDocuments('vnetscope-scenario');
  context.subscriptions.push(
    documents,
    languages.registerCodeLensProvider(
      { language: 'vnetscope-scenario' },
      {
        provideCodeLenses: ({ uri }) => [
          new CodeLens(new Range(0, 0, 0, 0), { title: '$(play) Run', command: 'vnetscope.runScenario' }),
          new CodeLens(new Range(0, 0, 0, 0), {
            title: '$(debug-alt) Step by Step',
            command: 'vnetscope.showSimulation',
            arguments: [uri],
          }),
        ],
      },
    ),
    commands.registerCommand('vnetscope.runScenario', async () => {
      const document = window.activeTextEditor?.document;
      if (document?.languageId !== 'vnetscope-scenario') {
        await window.showInformationMessage('vnetscope: open a scenario (.scenario) first.');
        return;
      }
      if (document.isDirty) await document.save();
      const params: RunScenarioParams = { uri: document.uri.toString() };
      const ran = await window.withProgress(
        { location: ProgressLocation.Notification, cancellable: true, title: 'vnetscope: the kernel runs' },
        async (_, token) => {
          const answer = await server.request<RanScenario>(runScenarioMethod, params, token);
          return token.isCancellationRequested ? 'cancelled' : answer;
        },
      );
      if (ran === 'cancelled') return;
      const name = path.posix.basename(document.uri.path);
      const text = ran?.text ?? 'The language server has no answer; see the output "vnetscope".\n';
      const places = ran?.root === undefined ? undefined : { root: ran.root, scenario: document.uri };
      await documents.show(name, text, { preview: false, preserveFocus: true }, places);
    }),
  );
}
