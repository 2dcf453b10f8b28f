import { commands, ProgressLocation, window } from 'vscode';
import {
  simulateModuleMethod,
  type SimulatedModule,
  type SimulateModuleParams,
} from '../../server/src/protocol/simulate-module.ts';
import type { Host } from './feature.ts';
import { TextDocuments } from './text-document.ts';

/** The effect of loading the module of a file, as a read-only text document; simulated again on each request. */
export function registerSimulateModule({ context, server }: Host): void {
  const documents = new TextDocuments('vnetscope-simulation');
  context.subscriptions.push(
    documents,
    commands.registerCommand('vnetscope.simulateModule', async () => {
      const document = window.activeTextEditor?.document;
      if (document?.uri.scheme !== 'file') {
        await window.showInformationMessage('vnetscope: open a source of the module first.');
        return;
      }
      const params: SimulateModuleParams = { uri: document.uri.toString() };
      const simulation = await window.withProgress(
        { location: ProgressLocation.Notification, cancellable: true, title: 'vnetscope: the kernel runs' },
        async (_, token) => {
          const answer = await server.request<SimulatedModule>(simulateModuleMethod, params, token);
          return token.isCancellationRequested ? 'cancelled' : answer;
        },
      );
      if (simulation === 'cancelled') return;
      if (simulation?.module === undefined) {
        await window.showInformationMessage(
          `vnetscope: ${simulation?.text ?? 'the language server did not answer; see the output "vnetscope".'}`,
        );
        return;
      }
      const { root } = simulation;
      const places = root === undefined ? undefined : { root };
      await documents.show(simulation.module, simulation.text, { preview: false }, places);
    }),
  );
}
