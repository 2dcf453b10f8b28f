import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Simulation } from '../../server/src/core/analysis/image/simulation.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { root } from './source-graph.ts';

/** Constructors with all that the machine has to follow. */
export const RICH_SOURCE = readFileSync(path.join(root, 'test/conformance/corpus-constructors/rich.c'), 'utf8');

/** Where they lie in the sample kernel. */
export const RICH_PATH = 'sys/netinet/rich.c';

/** The sample kernel with the rich constructors. */
export function richFiles(): OverlayFiles {
  const files = new OverlayFiles(new NodeFiles(path.join(root, 'test/minikernel')));
  files.set(RICH_PATH, RICH_SOURCE);
  files.set('sys/conf/files', `${files.read('sys/conf/files') ?? ''}netinet/rich.c\tstandard\n`);
  return files;
}

/** What a new vnet holds in variables, or pieces of them, booted with an environment. */
export function richValues(
  environment: Readonly<Record<string, string>>,
  expressions: readonly string[],
  files = richFiles(),
): readonly (readonly [expression: string, value: string])[] {
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const simulation = Simulation.open(workspace);
  assert.ok(!('failure' in simulation));
  const shown: (readonly [string, string])[] = [];
  const script = [
    ...Object.entries(environment).map(([name, value]) => `kenv ${name}=${value}`),
    'boot',
    'vnet create a',
    ...expressions.map((expression) => `in a show V_${expression}`),
  ];
  const { errors, failure } = simulation.run(script.join('\n'), (event) => {
    if (event.kind !== 'shown') return;
    const { path: shownPath, value } = event.data as { readonly path: string; readonly value: string };
    shown.push([shownPath.replace(/^V_/, ''), value]);
  });
  assert.deepEqual([errors, failure], [[], undefined]);
  return shown;
}
