import { existsSync } from 'node:fs';
import path from 'node:path';
import { ErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { RULES } from '../core/rules/registry.ts';
import { uriOfPath } from './file-uri.ts';
import type { Command, Server } from './server.ts';

/** Opens a rule's page in the editor; its argument is the rule's id. */
export const EXPLAIN_COMMAND = 'vnetscope.explainRule';

export const explainRuleCommand: Command = {
  name: EXPLAIN_COMMAND,
  isOffered: (client) => client.showDocument,
  async run(server, [rule]) {
    if (!RULES.some(({ id }) => id === rule)) {
      throw new ResponseError(ErrorCodes.InvalidParams, `${EXPLAIN_COMMAND} wants the id of a rule`);
    }
    const uri = rulePageUri(server, String(rule));
    if (uri !== undefined) await server.connection.window.showDocument({ uri, takeFocus: true });
  },
};

/** The rule's page, a file of the package; undefined if it isn't there. */
export function rulePageUri(server: Server, rule: string): string | undefined {
  const { rulePages } = server.options;
  const file = rulePages === undefined || !/^[\w-]+$/.test(rule) ? undefined : path.join(rulePages, `${rule}.md`);
  return file !== undefined && existsSync(file) ? uriOfPath(file) : undefined;
}
