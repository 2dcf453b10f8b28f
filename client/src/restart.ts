import { commands } from 'vscode';
import type { Host } from './feature.ts';

export function registerRestart({ context, server }: Host): void {
  context.subscriptions.push(commands.registerCommand('vnetscope.restart', () => server.restart()));
}
