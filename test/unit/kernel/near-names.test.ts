// Which names a mistyped one may mean: by reading, what a reader would take for it.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { nearNames } from '../../../server/src/core/kernel/near-names.ts';

const NAMES = [
  'if_bridge',
  'if_age',
  'if_bge',
  'if_vlan',
  'pf',
  'md',
  'geom_md',
  'amdpm',
  'geom_multipath',
  'netgraph',
  'net.inet.ip.ttl',
  'net.inet.ip.fragttl',
  'net.inet.ip.stats',
];

describe('near names', () => {
  for (const [wanted, near] of [
    // An edit or two, and nothing that more edits lead to.
    ['if_brige', ['if_bridge']],
    ['IF_BRIGE', ['if_bridge']],
    ['netgraphh', ['netgraph']],
    ['net.inet.ip.tt', ['net.inet.ip.ttl']],
    // It begins a word.
    ['vlan', ['if_vlan']],
    ['ttl', ['net.inet.ip.ttl']],
    ['m', []],
    // Two letters must be a word, and are not edited.
    ['md', ['geom_md']],
    ['ip', ['net.inet.ip.ttl', 'net.inet.ip.fragttl', 'net.inet.ip.stats']],
    // A short name inside a long one is no meaning of it.
    ['pfstuff', []],
    ['nosuch', []],
    ['', []],
  ] as const)
    test(wanted === '' ? 'nothing' : wanted, () => assert.deepEqual(nearNames(wanted, NAMES), near));
});
