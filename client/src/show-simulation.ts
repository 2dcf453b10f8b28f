import { CancellationTokenSource, commands, env, Uri, ViewColumn, window, workspace } from 'vscode';
import {
  simulationClosedMethod,
  simulationMethod,
  type SimulationAnswer,
  type SimulationParams,
} from '../../server/src/protocol/simulation.ts';
import type { SimulationViewNotice, SimulationViewRequest } from '../../server/src/protocol/views.ts';
import type { Host } from './feature.ts';
import { chooseScenario, readScenario } from './simulation/choose-scenario.ts';
import { chooseStatement } from './simulation/choose-statement.ts';
import { openPlace } from './views/open-place.ts';
import { ViewPanel } from './views/view-panel.ts';

/** *Show Simulation*: a kernel that is run statement by statement, with a timeline. */
export function registerShowSimulation(host: Host): void {
  const { context, server, simulation } = host;
  let root = '';
  let last: SimulationParams | undefined;
  /** A scenario that was asked for before the view was there. */
  let waiting: Uri | undefined;
  /** Counts the runs: only the last one's answers are shown. */
  let asked = 0;
  let cancellation = new CancellationTokenSource();

  const view = new ViewPanel<SimulationViewRequest, SimulationViewNotice>(host, {
    id: 'vnetscope.simulation',
    title: 'Simulation',
    script: 'simulation-view.js',
    take: (request) => {
      void answer(request);
    },
    closed: () => {
      cancellation.cancel();
      last = undefined;
      simulation.turnTo(undefined);
      void server.notify(simulationClosedMethod);
    },
  });

  async function answer(request: Exclude<SimulationViewRequest, { readonly kind: 'save' }>): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return;
      case 'run': {
        const uri = waiting;
        waiting = undefined;
        return uri === undefined ? run(request.params) : open(uri);
      }
      case 'cancel':
        cancellation.cancel();
        return;
      case 'open':
        return openPlace(root, request.place);
      case 'choose': {
        const text = await chooseStatement(server, request);
        if (text !== undefined) view.post({ kind: 'statement', text });
        return;
      }
      case 'openScenario': {
        const uri = await chooseScenario();
        if (uri !== undefined) await open(uri);
        return;
      }
      case 'copy':
        await env.clipboard.writeText(request.text);
        window.setStatusBarMessage('vnetscope: the scenario is in the clipboard.', 4000);
        return;
      case 'shown':
        simulation.turnTo({ step: request.step, after: request.after });
    }
  }

  async function open(uri: Uri): Promise<void> {
    const scenario = await readScenario(uri);
    if (scenario !== undefined) view.post({ kind: 'scenario', ...scenario });
  }

  async function run(params: SimulationParams): Promise<void> {
    last = params;
    const turn = ++asked;
    // A cancelled token stays so.
    if (cancellation.token.isCancellationRequested) cancellation = new CancellationTokenSource();
    view.post({ kind: 'busy', text: 'The kernel runs…' });
    const steps = work({ ...params, values: false }, turn);
    if (params.values) await work(params, turn);
    await steps;
  }

  async function work(params: SimulationParams, turn: number): Promise<void> {
    const { token } = cancellation;
    const said = await server.request<SimulationAnswer | null>(simulationMethod, params, token);
    if (turn !== asked) return;
    const fail = (text: string): void => {
      view.post(params.values ? { kind: 'noValues', text } : { kind: 'failed', text });
    };
    // The server is starting: it says when it is ready, and is asked again.
    if (said === undefined && server.status?.state === 'indexing' && !token.isCancellationRequested) return;
    if (token.isCancellationRequested) fail('Cancelled.');
    else if (said === undefined || said === null)
      fail('The language server has no answer; see the output "vnetscope".');
    else if ('message' in said) fail(said.message);
    else {
      root = said.root;
      view.post({ kind: 'report', params, report: said.report });
    }
  }

  context.subscriptions.push(
    view,
    server.onStatus(({ state }) => {
      if (state === 'ready' && view.isOpen && last !== undefined) void run(last);
    }),
    commands.registerCommand('vnetscope.showSimulation', async (uri?: unknown) => {
      const given = uri instanceof Uri ? uri : typeof uri === 'string' ? Uri.parse(uri) : undefined;
      waiting = given;
      if (view.show(ViewColumn.Active)) return;
      waiting = undefined;
      if (given === undefined) return;
      await workspace.saveAll(false);
      await open(given);
    }),
  );
}
