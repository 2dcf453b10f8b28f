// The answers that shards serve, with and without them.
import { indexOf } from '../../server/src/core/analysis/answers/index-report.ts';
import { symbolsReport } from '../../server/src/core/analysis/answers/symbols-report.ts';
import { placedLayoutReport } from '../../server/src/core/analysis/image/layout-report.ts';
import { Simulation } from '../../server/src/core/analysis/image/simulation.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { checkTree } from '../../server/src/core/analysis/session/check.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { readInstance } from '../../server/src/core/simulator/instance.ts';
import { parseScenario } from '../../server/src/core/simulator/scenario/parse-scenario.ts';
import { ScenarioRun } from '../../server/src/core/simulator/scenario/scenario-run.ts';
import { DiskShards } from '../../server/src/host/disk-shards.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

export const COMMANDS: Readonly<Record<string, (workspace: Workspace) => unknown>> = {
  check: (workspace) => checkTree(workspace),
  index: (workspace) => indexOf(workspace),
  layout: (workspace) => placedLayoutReport(workspace, ['all'], 'set_vnet'),
  symbols: (workspace) => symbolsReport(workspace, []),
  boot: (workspace) => bootedVnets(workspace),
};

/** What each virtualized global holds in vnet0 and in a new vnet: bytes, and why they are not known. */
function bootedVnets(workspace: Workspace): unknown {
  const simulation = Simulation.open(workspace);
  if ('failure' in simulation) return simulation;
  const kernel = simulation.start();
  const session = new ScenarioRun(kernel);
  const failures = parseScenario('machine hz=100 ncpu=1\nboot\nvnet create a\n').statements.map((statement) =>
    session.run(statement),
  );
  const held = [...kernel.state.vnets.entries()].map(([vnet]) =>
    (simulation.image.sets.set_vnet?.members ?? []).map(({ name, offsetBytes, sizeBytes }) => {
      const contents = readInstance(kernel, { kind: 'vnet', vnet }, offsetBytes, sizeBytes);
      const why = contents?.marks?.map((one) => (one?.mark.kind === 'unknown' ? one.mark.reason : one?.mark.kind));
      return [name, [...(contents?.bytes ?? [])], why];
    }),
  );
  return [failures, held, [...kernel.gaveUp]];
}

/** Files written a moment ago count as settled: the tests give them times of their own. */
const later = (): number => Date.now() + 3_600_000;

/**
 * What a command prints as JSON about a tree. `cache` is the folder of the shards; without, everything is computed.
 * `kept` takes the keys of what is computed.
 */
export function runCommand(command: string, root: string, cache?: string, kept: string[] = []): string {
  const files = new NodeFiles(root);
  const shards = cache === undefined ? undefined : new DiskShards(files, 'test', cache, later);
  files.shards = shards;
  if (shards !== undefined) {
    const keep = shards.keep.bind(shards);
    shards.keep = (key, value): void => {
      kept.push(key);
      keep(key, value);
    };
  }
  const workspace = openWorkspace(files, { arch: 'amd64' });
  if ('failure' in workspace) return JSON.stringify(workspace.failure);
  const work = COMMANDS[command];
  const answer = JSON.stringify(work?.(workspace), (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  shards?.save();
  return answer;
}
