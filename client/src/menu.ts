import { commands, window, type QuickPickItem } from 'vscode';
import type { Host } from './feature.ts';
import { statusTexts } from './status-texts.ts';

interface Choice extends QuickPickItem {
  readonly command: string;
}

/** What a click on the status item offers: the current choices first. */
export function registerMenu({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.showMenu', async () => {
      const { status } = server;
      const { text, detail } = statusTexts(status ?? { state: 'noTree' });
      const choices: readonly Choice[] = [
        { label: '$(settings) Kernel Configuration', description: status?.kernconf ?? '', command: 'chooseKernconf' },
        { label: '$(server) Machine', description: status?.arch ?? '', command: 'chooseArch' },
        { label: '$(folder-opened) Kernel Tree', description: 'for modules outside a tree', command: 'chooseTree' },
        { label: '$(layout) Region', description: 'every variable at its place', command: 'showRegion' },
        {
          label: '$(debug-alt) Simulation',
          description: 'vnets and modules come and go, step by step',
          command: 'showSimulation',
        },
        { label: '$(output) Output', description: 'what vnetscope read, and how long it took', command: 'showOutput' },
        {
          label: '$(report) Collect Report',
          description: 'for a bug report, without source',
          command: 'collectReport',
        },
        { label: '$(debug-restart) Restart Language Server', description: '', command: 'restart' },
      ];
      const title = `${text}: ${detail}`;
      const chosen = await window.showQuickPick(choices, { title, placeHolder: 'What do you want to change or see?' });
      if (chosen !== undefined) await commands.executeCommand(`vnetscope.${chosen.command}`);
    }),
  );
}
