import type { CancellationToken, ExecuteCommandParams } from 'vscode-languageserver/node';
import { answered } from './answered.ts';
import { explainRuleCommand } from './explain-rule.ts';
import type { Command, Feature } from './server.ts';
import { simulateModuleCommand } from './simulate-module.ts';

const commands: readonly Command[] = [explainRuleCommand, simulateModuleCommand];

/** workspace/executeCommand: what a client without the extension can ask for by name. */
export const executeCommand: Feature = {
  capabilities: (client) => ({ executeCommandProvider: { commands: commands.filter(({ isOffered }) => isOffered(client)).map(({ name }) => name) } }),
  register(server) {
    server.connection.onExecuteCommand(answered(server, 'workspace/executeCommand', async ({ command, arguments: given = [] }: ExecuteCommandParams, token: CancellationToken) =>
      (await commands.find(({ name }) => name === command)?.run(server, given as readonly unknown[], token)) ?? null));
  },
};
