import assert from 'node:assert/strict';
import test from 'node:test';
import { findingGroups, groupText, type ListedFinding } from '../../../client/src/finding-groups.ts';
import { simulationRows } from '../../../client/src/simulation/simulation-rows.ts';
import type { KernelAfterStep } from '../../../server/src/protocol/simulation.ts';

const vnet = { address: '0x1', magic: 1, ifcnt: null, dataMem: '0x2', dataBase: '0x3', shutdown: null };
const AFTER: KernelAfterStep = {
  phase: 'up',
  panic: null,
  curvnet: 'vnet0',
  vnets: [
    { ...vnet, name: 'red', state: 'SI_SUB_VNET_DONE', sockcnt: 1 },
    { ...vnet, name: 'vnet0', state: null, sockcnt: 0 },
  ],
  modules: [
    { id: 2, refs: 2, userrefs: 1, name: 'pf.ko', setVnet: 456, setPcpu: null },
    { id: 3, refs: 1, userrefs: 1, name: 'none.ko', setVnet: null, setPcpu: null },
  ],
  modspace: {
    pieces: [
      { offset: 456, size: 1376, file: 'pf.ko' },
      { offset: 1832, size: 100, file: null },
    ],
    free: 100,
    largest: 100,
  },
};

test('the view lists the vnets and modules of the step that is shown', () => {
  const rows = simulationRows({ step: 'module load pf', after: AFTER });
  assert.deepEqual(
    rows.map(({ label, value }) => `${label}: ${value}`),
    ['After: module load pf', 'Vnets: 2', 'Modules: 2', 'modspace: 100 bytes free, the largest 100'],
  );
  assert.deepEqual(
    rows.flatMap(({ children }) => children.map(({ label, value }) => `${label}: ${value}`)),
    [
      'red: SI_SUB_VNET_DONE, 1 socket',
      'vnet0: 0 sockets',
      'pf.ko: 1,376 bytes at 456, 2 references',
      'none.ko: 1 reference',
    ],
  );
  const stopped = simulationRows({
    step: 'boot',
    after: { ...AFTER, phase: 'panicked', panic: 'no room', modspace: null },
  });
  assert.deepEqual(
    stopped.map(({ label }) => label),
    ['After', 'panic', 'Vnets', 'Modules'],
  );
  assert.deepEqual(simulationRows(undefined), []);
});

test('findings are grouped by rule, the most first', () => {
  const finding = (rule: string, path: string, line: number): ListedFinding => ({
    rule,
    message: `${rule} ${line}`,
    uri: `file:///${path}`,
    path,
    line,
    character: 0,
  });
  const groups = findingGroups([
    finding('a-rule', 'b.c', 3),
    finding('c-rule', 'b.c', 9),
    finding('c-rule', 'a.c', 7),
    finding('c-rule', 'a.c', 2),
    finding('b-rule', 'b.c', 1),
  ]);
  assert.deepEqual(
    groups.map((group) => [group.rule, groupText(group)]),
    [
      ['c-rule', '3 findings in 2 files'],
      ['a-rule', '1 finding in 1 file'],
      ['b-rule', '1 finding in 1 file'],
    ],
  );
  assert.deepEqual(
    groups[0]?.findings.map(({ message, path }) => [path, message]),
    [
      ['a.c', 'c-rule 2'],
      ['a.c', 'c-rule 7'],
      ['b.c', 'c-rule 9'],
    ],
  );
});
