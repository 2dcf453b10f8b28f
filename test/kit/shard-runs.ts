// The four answers that shards serve, with and without them.
import { indexOf } from '../../server/src/core/analysis/answers/index-report.ts';
import { symbolsReport } from '../../server/src/core/analysis/answers/symbols-report.ts';
import { placedLayoutReport } from '../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { checkTree } from '../../server/src/core/analysis/session/check.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { DiskShards } from '../../server/src/host/disk-shards.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

export const COMMANDS: Readonly<Record<string, (workspace: Workspace) => unknown>> = {
  check: (workspace) => checkTree(workspace),
  index: (workspace) => indexOf(workspace),
  layout: (workspace) => placedLayoutReport(workspace, ['all'], 'set_vnet'),
  symbols: (workspace) => symbolsReport(workspace, []),
};

/** Files written a moment ago count as settled: the tests give them times of their own. */
const later = (): number => Date.now() + 3_600_000;

/** What a command prints as JSON about a tree. `cache` is the folder of the shards; without, everything is computed. */
export function runCommand(command: string, root: string, cache?: string, request = { arch: 'amd64' }): string {
  const files = new NodeFiles(root);
  const shards = cache === undefined ? undefined : new DiskShards(files, 'test', cache, later);
  files.shards = shards;
  const workspace = openWorkspace(files, request);
  if ('failure' in workspace) return JSON.stringify(workspace.failure);
  const work = COMMANDS[command];
  const answer = JSON.stringify(work?.(workspace), (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  shards?.save();
  return answer;
}
