import { ErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { answered } from './answered.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { explainRuleCommand } from './explain-rule.ts';
import type { Command, Feature } from './server.ts';
import { reviewCommand } from './review.ts';
import { runScenarioCommand } from './run-scenario.ts';
import { simulateModuleCommand } from './simulate-module.ts';
import { virtualizedGlobalCommand } from './virtualized-global.ts';
import { whoSetsCurvnetCommand } from './who-sets-curvnet.ts';

const commands: readonly Command[] = [
  explainRuleCommand,
  simulateModuleCommand,
  virtualizedGlobalCommand,
  whoSetsCurvnetCommand,
  reviewCommand,
  runScenarioCommand,
];

/** workspace/executeCommand: the commands for clients without the extension. */
export const executeCommand: Feature = {
  capabilities: (client) => ({ executeCommandProvider: { commands: offered(client).map(({ name }) => name) } }),
  register(server) {
    server.connection.onExecuteCommand(
      answered(server, 'workspace/executeCommand', async (params, token) => {
        const known = offered(server.client);
        const wanted = known.find(({ name }) => name === params.command);
        if (wanted === undefined) {
          const names = known.map(({ name }) => name).join(', ');
          throw new ResponseError(ErrorCodes.InvalidParams, `no such command: ${params.command}; there is ${names}`);
        }
        return (await wanted.run(server, params.arguments ?? [], token)) ?? null;
      }),
    );
  },
};

function offered(client: ClientAbilities): readonly Command[] {
  return commands.filter(({ isOffered }) => isOffered(client));
}
