// The container kernel runs: a container of each module for each vnet, zeroes first, then the constructor's constants.
import assert from 'node:assert/strict';
import path from 'node:path';
import test, { describe } from 'node:test';
import { ContainerSimulation } from '../../../server/src/core/analysis/containers/container-simulation.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { openContainers } from '../../kit/migrated-containers.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

function run(text: string): { readonly told: string; readonly failed: string } {
  const simulation = ContainerSimulation.open(openContainers());
  assert.ok(simulation !== undefined);
  const lines: string[] = [];
  const { errors, failure } = simulation.run(text, (event) => {
    lines.push(
      ...(event.kind === 'shown'
        ? event.lines
        : event.kind === 'constructors'
          ? event.functions
          : [JSON.stringify(event)]),
    );
  });
  return {
    told: lines.join('\n'),
    failed:
      errors.map(({ line, column, message }) => `${line}:${column} ${message}`).join() ||
      (failure === undefined ? '' : `${failure.line}:${failure.column} ${failure.messages[0]}`),
  };
}

describe('a kernel of containers', () => {
  test('modules attach in the order of what they depend on, with the sizes that sys/vimage.h publishes', () => {
    const { told } = run('boot\n');
    assert.deepEqual(told.split('\n'), [
      '  struct vnet_net: 696 bytes for vnet0, zeroed',
      '  struct vnet_inet: 280 bytes for vnet0, zeroed',
      '  struct vnet_ipfw: 32 bytes for vnet0, zeroed',
      '  struct vnet_inet6: 48 bytes for vnet0, zeroed',
      'vnet_net_iattach',
      'vnet_loif_iattach',
      'vnet_inet_iattach',
      'vnet_ipfw_iattach',
      'vnet_inet6_iattach',
    ]);
  });

  // By reading the constructors of test/containerkernel: what each assigns, or leaves as malloc(9) gave it.
  for (const [line, error] of [
    ['expect V_rtq_timeout == 600', ''],
    ['expect V_fw_one_pass == 1', ''],
    ['expect V_ip_id == 1', ''],
    ['expect V_dyn_max == 4096', ''],
    ['expect V_ip6_defhlim == 64', ''],
    ['expect V_nipq == 0', ''],
    // The lost initial value: 64 in the plain global, nothing in the constructor.
    ['expect V_ip_defttl == 0', ''],
    ['expect V_ip_defttl == 64', '2:8 V_ip_defttl is 0, not == 64'],
    ['expect V_ifindex_table == 0', '2:8 V_ifindex_table is unknown: what its constructor computes'],
    ['expect V_nothing == 0', '2:8 no container has a member V_nothing'],
    ['raw show V_ip_id', '2:10 a container has neither a reference copy nor per-CPU copies'],
    ['module load pf', '2:1 module does not exist in a kernel with containers; boot, vnet, set, show and expect do'],
  ] as const)
    test(line, () => assert.equal(run(`boot\n${line}\n`).failed, error));

  test('each vnet has its own', () => {
    assert.equal(
      run(
        'boot\nvnet create red\nin red set V_ip_id = 7\nin red expect V_ip_id == 7\nin vnet0 expect V_ip_id == 1\nvnet create blue\nin blue expect V_ip_id == 1\nexpect vnets == 3\nvnet destroy red\nexpect vnets == 2\n',
      ).failed,
      '',
    );
    assert.equal(run('vnet create red\n').failed, '1:1 the machine is off: boot it first');
    assert.equal(run('boot\nvnet create red\nvnet create red\n').failed, '3:13 vnet red exists already');
    assert.equal(run('boot\nvnet destroy red\n').failed, '2:14 there is no vnet red');
  });

  test('a value is shown with its place', () => {
    assert.match(run('boot\nshow V_ip_defttl\n').told, /\nV_ip_defttl = 0\n {4}int, struct vnet_inet\+36 in vnet0$/);
    assert.match(run('boot\nshow vnet vnet0\n').told, /\nV_ipq = what its constructor computes\n/);
  });

  test('a tree of another era is not one', () => {
    const workspace = openWorkspace(new NodeFiles(path.resolve(sampleFolder)), { arch: 'amd64' });
    assert.ok(!('failure' in workspace));
    assert.equal(ContainerSimulation.open(workspace), undefined);
  });
});
