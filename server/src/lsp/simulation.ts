import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import {
  simulationChoicesMethod,
  simulationClosedMethod,
  simulationMethod,
  type SimulationAnswer,
  type SimulationChoices,
  type SimulationParams,
  type SimulationReport,
} from '../protocol/simulation.ts';
import { answered, obeyed } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import type { RunningCommand } from './running-command.ts';
import type { Feature, Server } from './server.ts';
import { simulateWords } from './simulate-module.ts';

/** Who works out values does not answer meanwhile: steps have a process of their own. */
type Kind = 'steps' | 'values';

/**
 * A scenario that is looked at step by step, run by `vnetscope simulate --requests` in processes that stay while
 * somebody looks. They read the files as saved, and end when these change; cancelling a request ends its process.
 */
export const simulation: Feature = {
  register(server) {
    const simulations = new Simulations(server);
    server.connection.onRequest(
      simulationMethod,
      answered(server, simulationMethod, (params: SimulationParams, token: CancellationToken) =>
        simulations.run(params, token),
      ),
    );
    server.connection.onRequest(
      simulationChoicesMethod,
      answered(server, simulationChoicesMethod, (_params: unknown, token: CancellationToken) =>
        simulations.choices(token),
      ),
    );
    const forget = (): void => {
      simulations.end();
    };
    server.connection.onNotification(simulationClosedMethod, obeyed(server, simulationClosedMethod, forget));
    server.onTreeOpened(forget);
    server.onFilesChanged(forget);
  },
};

class Simulations {
  private readonly server: Server;
  private readonly running = new Map<Kind, { readonly words: string; readonly command: RunningCommand }>();

  constructor(server: Server) {
    this.server = server;
  }

  async run(params: SimulationParams, token: CancellationToken): Promise<SimulationAnswer> {
    const kind = params.values ? 'values' : 'steps';
    const answer = await this.ask(kind, params, token);
    return 'message' in answer ? answer : { report: JSON.parse(answer.said) as SimulationReport, root: answer.root };
  }

  async choices(token: CancellationToken): Promise<SimulationChoices> {
    const answer = await this.ask('steps', { choices: true }, token);
    return 'message' in answer ? { modules: [], sysctls: [] } : (JSON.parse(answer.said) as SimulationChoices);
  }

  end(): void {
    for (const kind of [...this.running.keys()]) this.drop(kind);
  }

  private drop(kind: Kind): void {
    this.running.get(kind)?.command.end();
    this.running.delete(kind);
  }

  private async ask(
    kind: Kind,
    question: object,
    token: CancellationToken,
  ): Promise<{ readonly said: string; readonly root: string } | { readonly message: string }> {
    const { server } = this;
    const tree = server.currentTree();
    if (tree === undefined || !('session' in tree)) return { message: tree?.message ?? 'no folder is open' };
    const words = [...simulateWords(tree), '--requests', '--quiet'];
    const key = JSON.stringify(words);
    let own = this.running.get(kind);
    if (own?.words !== key) {
      this.drop(kind);
      const started = server.startCommand(tree.files.root, words);
      if ('error' in started) return { message: started.error };
      own = { words: key, command: started };
      this.running.set(kind, own);
    }
    const { command } = own;
    const cancelled = token.onCancellationRequested(() => {
      if (this.running.get(kind)?.command === command) this.drop(kind);
    });
    try {
      return { said: await command.ask(JSON.stringify(question)), root: uriOfPath(tree.files.root) };
    } catch (error) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      // Files have changed, or it was cancelled for another question: whoever asks again gets an answer.
      const isGone = this.running.get(kind)?.command !== command;
      if (!isGone) this.drop(kind);
      const reason = error instanceof Error ? error.message.replace(/^vnetscope: /, '') : String(error);
      return { message: isGone ? 'The sources have changed while the kernel ran.' : reason };
    } finally {
      cancelled.dispose();
    }
  }
}
