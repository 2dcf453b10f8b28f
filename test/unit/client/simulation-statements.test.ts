import assert from 'node:assert/strict';
import test from 'node:test';
import { freeName, isVnetName, kenvStatement, sysctlStatement } from '../../../client/src/simulation/statements.ts';
import { parseScenario } from '../../../server/src/core/simulator/scenario/parse-scenario.ts';

test('what the buttons of the simulation view make are statements of a scenario', () => {
  assert.deepEqual(
    [
      sysctlStatement('net.inet.ip.ttl', 'vnet0, the host', ''),
      sysctlStatement('net.inet.ip.ttl', 'red', '32'),
      kenvStatement(' net.inet.ip.ttl=3 '),
      kenvStatement('net.inet.ip.ttl'),
    ],
    ['sysctl net.inet.ip.ttl', 'in red sysctl net.inet.ip.ttl=32', 'kenv net.inet.ip.ttl=3', 'kenv -u net.inet.ip.ttl'],
  );
  const { statements, errors } = parseScenario(
    [
      sysctlStatement('a.b', 'vnet0', '1'),
      sysctlStatement('a.b', 'red', ''),
      kenvStatement('a=1'),
      kenvStatement('a'),
      `vnet create ${freeName([])}`,
    ].join('\n'),
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(
    statements.map(({ verb }) => verb),
    ['sysctl', 'sysctl', 'kenv', 'kenv', 'vnet-create'],
  );
});

test('a new vnet is called as none is', () => {
  assert.equal(freeName(['vnet0']), 'red');
  assert.equal(freeName(['vnet0', 'red']), 'blue');
  assert.equal(freeName(['red', 'blue', 'green', 'amber', 'violet', 'vnet6']), 'vnet7');
  assert.deepEqual(['red', '9a', 'a b', '', 'NULL', '_x.1-2'].map(isVnetName), [
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
});
