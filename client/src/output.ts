import { commands } from 'vscode';
import type { Host } from './feature.ts';

export function registerOutput({ context, output }: Host): void {
  context.subscriptions.push(commands.registerCommand('vnetscope.showOutput', () => output.show()));
}
