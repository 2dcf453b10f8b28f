import path from 'node:path';
import {
  DiagnosticSeverity,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type Diagnostic,
} from 'vscode-languageserver/node';
import {
  runScenarioCommandName,
  runScenarioMethod,
  type RanScenario,
  type RunScenarioParams,
} from '../protocol/run-scenario.ts';
import { answered } from './answered.ts';
import { pathOfUri, uriOfPath } from './file-uri.ts';
import type { Command, Feature, Server } from './server.ts';
import { simulateWords } from './simulate-module.ts';

/** Runs `vnetscope simulate --script` on a scenario as it is saved, in a process of its own. */
export const runScenario: Feature = {
  register(server) {
    server.connection.onRequest(
      runScenarioMethod,
      answered(server, runScenarioMethod, ({ uri }: RunScenarioParams, token: CancellationToken) =>
        run(server, uri, token),
      ),
    );
  },
};

/** The same for editors without the extension. */
export const runScenarioCommand: Command = {
  name: runScenarioCommandName,
  isOffered: () => true,
  run(server, [uri], token) {
    if (typeof uri !== 'string')
      throw new ResponseError(ErrorCodes.InvalidParams, `${runScenarioCommandName} wants the URI of a scenario`);
    return run(server, uri, token);
  },
};

async function run(server: Server, uri: string, token: CancellationToken): Promise<RanScenario> {
  const file = pathOfUri(uri);
  if (file === undefined) return { isOk: false, text: 'The scenario has to be a file on disk.\n' };
  const own = server.trees.ofUri(uri);
  const tree = own !== undefined && 'session' in own ? own : server.currentTree();
  if (tree === undefined || !('session' in tree))
    return { isOk: false, text: 'There is no kernel tree to run it on.\n' };
  const done = await server.runCommand(tree.files.root, [...simulateWords(tree), '--script', file], token);
  void server.connection.sendDiagnostics({
    uri,
    diagnostics: failures(file, 'error' in done ? `${done.out}\n${done.error}` : ''),
  });
  const root = uriOfPath(tree.files.root);
  return 'error' in done
    ? { isOk: false, text: `${done.out}${done.error}\n`, root }
    : { isOk: true, text: done.out === '' ? 'Every expectation held.\n' : done.out, root };
}

/** "FILE:LINE:COLUMN: message" of what a run says about the scenario: shown until it is run again or closed. */
function failures(file: string, said: string): Diagnostic[] {
  return said.split('\n').flatMap((line): Diagnostic[] => {
    const [, named = '', row, column, message] = /^(.*?):(\d+):(\d+): (.*)$/.exec(line) ?? [];
    if (row === undefined || column === undefined || message === undefined) return [];
    if (path.basename(named) !== path.basename(file)) return [];
    const start = { line: Number(row) - 1, character: Number(column) - 1 };
    const end = { line: start.line + 1, character: 0 };
    return [
      { range: { start, end }, severity: DiagnosticSeverity.Error, source: 'vnetscope', code: 'scenario', message },
    ];
  });
}
