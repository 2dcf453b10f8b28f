import { ErrorCodes, ResponseError, type CancellationToken, type ExecuteCommandParams } from 'vscode-languageserver/node';
import { answered } from './answered.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { explainRuleCommand } from './explain-rule.ts';
import type { Command, Feature } from './server.ts';
import { simulateModuleCommand } from './simulate-module.ts';

const commands: readonly Command[] = [explainRuleCommand, simulateModuleCommand];

/** workspace/executeCommand: what a client without the extension can ask for by name. */
export const executeCommand: Feature = {
  capabilities: (client) => ({ executeCommandProvider: { commands: offered(client).map(({ name }) => name) } }),
  register(server) {
    server.connection.onExecuteCommand(answered(server, 'workspace/executeCommand', async ({ command, arguments: given = [] }: ExecuteCommandParams, token: CancellationToken) => {
      const known = offered(server.client);
      const wanted = known.find(({ name }) => name === command);
      if (wanted === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `no such command: ${command}; there is ${known.map(({ name }) => name).join(', ')}`);
      return (await wanted.run(server, given as readonly unknown[], token)) ?? null;
    }));
  },
};

function offered(client: ClientAbilities): readonly Command[] {
  return commands.filter(({ isOffered }) => isOffered(client));
}
