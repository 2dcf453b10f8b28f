import assert from 'node:assert/strict';
import test from 'node:test';
import { globalGroups, globalText, groupText, type Grouping } from '../../../client/src/global-groups.ts';
import type { VirtualizedGlobalRow } from '../../../server/src/protocol/globals.ts';

function row(name: string, file: string, rest: Partial<VirtualizedGlobalRow> = {}): VirtualizedGlobalRow {
  const place = { uri: `file:///k/${file}`, file, line: 1, column: 1 };
  return { name, type: 'int', ...place, size: 4, offset: 8, isInKernel: true, modules: [], ...rest };
}

const rows = [
  row('tcp_sack', 'sys/netinet/tcp_subr.c', { size: 4096, type: 'struct tcpsack' }),
  row('if_index', 'sys/net/if.c'),
  row('pf_limit', 'sys/netpfil/pf/pf.c', { size: null, offset: null, isInKernel: false, modules: ['pf'] }),
  row('dead', 'sys/net/dead.c', { size: null, offset: null, isInKernel: false }),
];

const cases: readonly { readonly grouping: Grouping; readonly filter: string; readonly groups: readonly string[] }[] = [
  { grouping: 'subsystem', filter: '', groups: ['net: if_index dead', 'netinet: tcp_sack', 'netpfil/pf: pf_limit'] },
  {
    grouping: 'file',
    filter: 'sys/net/',
    groups: ['sys/net/dead.c: dead', 'sys/net/if.c: if_index'],
  },
  {
    grouping: 'module',
    filter: '',
    groups: ['kernel: tcp_sack if_index', 'pf.ko: pf_limit', 'neither kernel nor module: dead'],
  },
  { grouping: 'size', filter: '', groups: [': tcp_sack if_index pf_limit dead'] },
  { grouping: 'subsystem', filter: 'TCP struct', groups: ['netinet: tcp_sack'] },
  { grouping: 'subsystem', filter: 'no such', groups: [] },
];

for (const { grouping, filter, groups } of cases) {
  test(`by ${grouping}, filter "${filter}"`, () => {
    assert.deepEqual(
      globalGroups(rows, grouping, filter).map(
        ({ label, globals }) => `${label}: ${globals.map(({ name }) => name).join(' ')}`,
      ),
      groups,
    );
  });
}

test('a group says what it costs per vnet, modules left out', () => {
  assert.equal(groupText({ label: '', globals: rows }), '4 globals, 4,100 bytes per vnet');
  assert.equal(groupText({ label: '', globals: rows.slice(2, 3) }), '1 global');
  const unknown = row('x', 'sys/net/x.c', { size: null });
  assert.equal(groupText({ label: '', globals: [unknown, ...rows] }), '5 globals, of unknown size');
});

test('a global says where it is', () => {
  assert.deepEqual(rows.map(globalText), ['4,096 bytes at 8', '4 bytes at 8', 'pf.ko', 'not in this kernel']);
});
