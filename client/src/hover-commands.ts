import { commands, env, window } from 'vscode';
import type { HoverCommand } from '../../server/src/protocol/initialization.ts';
import type { Host } from './feature.ts';

/** The extension's commands that a hover's links may name: nothing else in its Markdown is trusted. */
export const hoverCommandNames: Readonly<Record<HoverCommand, string>> = {
  region: 'vnetscope.showRegion',
  record: 'vnetscope.showRecordLayout',
  copy: 'vnetscope.copyAs',
};

/** What VS Code may run out of the server's Markdown. */
export const trustedMarkdown = { enabledCommands: Object.values(hoverCommandNames) };

interface CopyChoice {
  readonly what: string;
  readonly text: string;
}

/** *Copy as…* at a hover's end: the ways to name a variable elsewhere, one of them to the clipboard. */
export function registerCopyAs({ context }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.copyAs', async (...given: readonly unknown[]) => {
      const items = given.filter(isCopyChoice).map(({ what, text }) => ({ label: text, description: what }));
      if (items.length === 0) return;
      const chosen = await window.showQuickPick(items, { title: 'Copy', matchOnDescription: true });
      if (chosen !== undefined) await env.clipboard.writeText(chosen.label);
    }),
  );
}

function isCopyChoice(value: unknown): value is CopyChoice {
  const { what, text } = (value ?? {}) as Partial<CopyChoice>;
  return typeof what === 'string' && typeof text === 'string';
}
