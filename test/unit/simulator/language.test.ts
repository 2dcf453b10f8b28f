import assert from 'node:assert/strict';
import test from 'node:test';
import { parseScenario } from '../../../server/src/core/simulator/scenario/parse-scenario.ts';
import { runScenario } from '../../kit/lab-kernel.ts';

/** What is said of a wrong line: "line:column: message". */
const WRONG: readonly (readonly [scenario: string, ...errors: string[]])[] = [
  ['bot', '1:1: no such statement: bot'],
  ['boot now', '1:6: invariants, no-invariants or cpus=N is expected, not now'],
  ['boot cpus=0', '1:6: invariants, no-invariants or cpus=N is expected, not cpus=0'],
  ['preload', '1:8: a module is expected'],
  [
    'machine ncpu=2 cpus=2',
    '1:16: a setting: ncpu=N, hz=N, physmem=N, maxusers=N, nmbclusters=N, hypervisor=NAME is expected, not cpus=2',
  ],
  [
    'machine hypervisor=qemu',
    '1:9: hypervisor= with none, generic, xen, hv, vmware, kvm, bhyve, vbox, parallels is expected, not qemu',
  ],
  ['kenv hz', '1:6: NAME=VALUE is expected, not hz'],
  ['vnet', '1:5: create or destroy is expected'],
  ['vnet create', '1:12: a name for the vnet is expected'],
  ['vnet create a b', '1:15: nothing is expected here, but b'],
  ['jail create a nat', '1:15: vnet or in PARENT is expected, not nat'],
  ['socket open a none', '1:15: none is no number of sockets'],
  ['module reload pf', '1:8: load or unload is expected, not reload'],
  ['in', '1:3: a vnet or jail is expected'],
  ['in a', '1:5: set, show, expect, sysctl or kvm is expected'],
  ['in a boot', '1:6: no such statement: boot'],
  ['on cpu one show x', '1:8: one is no number'],
  ['set V_x', '1:8: = is expected'],
  ['set V_x =', '1:10: a value is expected'],
  ['expect vnets 3', '1:15: == is expected'],
  ['expect vnets is 3', '1:17: ==, !=, <, <=, > or >= is expected, not 3'],
  ['fail', '1:5: part of the message is expected'],
  ['try', '1:4: a statement is expected'],
  ['try vnet make a', '1:10: create or destroy is expected, not make'],
  ['repeat\nend', '1:8: a number of rounds is expected'],
  ['repeat many\nend', '1:8: many is no number of rounds up to 10000000'],
  ['boot\nrepeat 3\nboot', '2:1: repeat without end'],
  ['boot\n  end', '2:3: end without repeat'],
  ['repeat 2\n  repeat 3\n    vnet make\n  end\nend', '3:10: create or destroy is expected, not make'],
  [
    'boot\n\nvnet make a # no\n# vnet make b\nshow',
    '3:6: create or destroy is expected, not make',
    '5:5: what to show is expected',
  ],
];

test('a line that can not be read is told with its place', () => {
  for (const [scenario, ...errors] of WRONG)
    assert.deepEqual(
      parseScenario(scenario).errors.map(({ line, column, message }) => `${line}:${column}: ${message}`),
      errors,
      scenario,
    );
});

/** What is said when a statement asks for something that there is not, or fails: "line:column: message". */
const FAILING: readonly (readonly [scenario: string, failure: string])[] = [
  ['vnet create a', '1:1: the kernel has not booted'],
  ['show V_tcp_do_sack', '1:6: the kernel has not booted'],
  ['in a show V_x', '1:4: no vnet a: the kernel has not booted'],
  ['boot\nvnet create 1a', '2:13: 1a is no name'],
  ['boot\nvnet destroy vnet0', "2:14: vnet0 is the host's: it can't be destroyed"],
  ['boot\njail create j\nvnet destroy j', '3:14: j has no vnet of its own'],
  ['boot\nsocket close vnet0', '2:14: vnet0 has 0 sockets'],
  ['boot\nin vnet0 set V_tcp_do_sack = 1x', '2:30: 1x is no value'],
  ['boot\nin vnet0 set V_tcbinfo.ipi_lock.x = 1', '2:33: V_tcbinfo.ipi_lock is an int, which has no members'],
  ['boot\nin vnet0 set V_tcbinfo = 1', '2:26: struct inpcbinfo is written member by member'],
  ['boot\nin vnet0 show 1', '2:15: a variable is expected, not 1'],
  ['boot\nin vnet0 show V_lo_name[x]', '2:24: .member or [index] is expected, not [x]'],
  ['boot\nshow vnet', '2:6: the name of a vnet is expected'],
  ['boot\nshow vnets a b', '2:14: nothing is expected here, but b'],
  ['boot\nexpect curvnet < 3', '2:18: < compares numbers: curvnet is NULL'],
  ['boot\nexpect vnets of == 3', '2:14: vnets takes no name: a comparison is expected, not of'],
  ['boot\nfail x', '2:1: fail needs a statement after it'],
  ['boot\nfail x\nfail y\nboot', '2:1: fail needs a statement after it'],
  ['boot\nfail x\nvnet create a', '3:1: the statement does not fail; expected a message with: x'],
  ['boot\nback nowhere', '2:6: no snapshot nowhere'],
  ['back', '1:1: back: no statement to undo'],
  ['boot\n}', '2:1: no block is open'],
  ['boot\nmodule load nothing', '2:13: kldload nothing: No such file or directory'],
  ['preload nothing', '1:9: no module nothing'],
  ['boot\nrepeat 3\n  module unload carp\nend', '3:17: kldunload carp: No such file or directory'],
  ['boot\nraw sysctl net', '2:12: a process runs in a jail or on the host: in NAME, or nothing'],
];

test('a statement that fails is told with its place', () => {
  for (const [scenario, expected] of FAILING) {
    const { failure } = runScenario(scenario);
    assert.equal(
      failure === undefined ? '' : `${failure.line}:${failure.column}: ${failure.messages[0]}`,
      expected,
      scenario,
    );
  }
});
