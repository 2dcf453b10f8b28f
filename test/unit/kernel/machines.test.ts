// The lists of machines agree.
import assert from 'node:assert/strict';
import test from 'node:test';
import { TARGETS } from '../../../server/src/core/abi/targets.ts';
import { ARCHITECTURES } from '../../../server/src/core/kernel/architectures.ts';
import { settingsTable } from '../../../server/src/protocol/settings.ts';
import { textOf } from '../../kit/source-graph.ts';

const names = TARGETS.map(({ name }) => name).sort();

const lists: Readonly<Record<string, readonly string[]>> = {
  'server/src/core/kernel/architectures.ts': ARCHITECTURES.map(({ name }) => name),
  'server/src/protocol/settings.ts': Object.keys(settingsTable.arch.choices),
  'server/src/cli/main.ts': (/--arch NAME +(.*)/.exec(textOf('server/src/cli/main.ts'))?.[1] ?? '')
    .replace(' (default)', '')
    .split(' '),
};

for (const [file, list] of Object.entries(lists))
  test(`${file} names every machine of abi/targets.ts`, () => {
    assert.deepEqual([...list].sort(), names);
  });
