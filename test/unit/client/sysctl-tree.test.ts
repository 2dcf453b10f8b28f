import assert from 'node:assert/strict';
import test from 'node:test';
import { accessSentences, accessText, sysctlTree, type SysctlNode } from '../../../client/src/sysctl-tree.ts';
import type { SysctlOfVnets } from '../../../server/src/protocol/sysctls.ts';

const access = {
  host: { mayRead: true, mayWrite: true },
  jail: { mayRead: true, mayWrite: false, isOwnCopy: true },
  tunable: 'ignored',
} as const;

function sysctl(name: string, line = 1): SysctlOfVnets {
  return { name, uri: 'file:///k/sys/netinet/a.c', line, column: 1, variable: 'a', access };
}

function drawn(nodes: readonly SysctlNode[], depth = 0): readonly string[] {
  return nodes.flatMap((node) => [
    `${'  '.repeat(depth)}${node.label}${node.sysctl === undefined ? '' : ` @${node.sysctl.line}`}`,
    ...drawn(node.children, depth + 1),
  ]);
}

test('names become a tree', () => {
  assert.deepEqual(drawn(sysctlTree([sysctl('net.inet.ip.ttl'), sysctl('net.inet.tcp.sack'), sysctl('net.link')])), [
    'net',
    '  inet',
    '    ip',
    '      ttl @1',
    '    tcp',
    '      sack @1',
    '  link @1',
  ]);
});

test('a name that is defined twice has two leaves, and one that is a branch too has both', () => {
  assert.deepEqual(drawn(sysctlTree([sysctl('net.x', 3), sysctl('net.x', 9), sysctl('net.x.y', 5)])), [
    'net',
    '  x @3',
    '  x @9',
    '  x',
    '    y @5',
  ]);
});

test('who may use it is said in a few letters, and in sentences', () => {
  assert.equal(accessText(sysctl('net.a')), 'jail r, host rw, tunable ignored');
  assert.deepEqual(accessSentences(sysctl('net.a')), [
    'V_a is behind it.',
    "Inside a vnet jail: read, not written, the vnet's own copy.",
    'Outside: read and written.',
    'The kernel of this release never reads the tunable of this name.',
  ]);
});

test('flags behind a macro of the subsystem are unknown', () => {
  const row = { ...sysctl('net.a'), access: null };
  assert.equal(accessText(row), 'flags unknown');
  assert.match(accessSentences(row).join(' '), /does not know them/);
});
