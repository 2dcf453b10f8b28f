import { commands } from 'vscode';
import type { Host } from './feature.ts';

/** *First Steps*: opens the walkthrough of package.json. */
export function registerWalkthrough({ context }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.showWalkthrough', () =>
      commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#firstSteps`, false),
    ),
  );
}
