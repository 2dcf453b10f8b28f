/**
 * The simulator on one tree: vnets a second, bytes of an idle vnet, module cycles a second, steps back; beside plain
 * copies of the region as the ratio. VNETSCOPE_KERNEL_TREE names the tree (the sample kernel without it).
 */
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Simulation } from '../../server/src/core/analysis/image/simulation.ts';
import { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { kernJailSet } from '../../server/src/core/simulator/kern-jail.ts';
import { kernKldload, kernKldunload } from '../../server/src/core/simulator/kern-linker.ts';
import { miStartup } from '../../server/src/core/simulator/mi-startup.ts';
import type { SimulatedKernel } from '../../server/src/core/simulator/simulated-kernel.ts';
import { vnetAlloc, vnetDestroy } from '../../server/src/core/simulator/vnet-alloc.ts';
import { writeInstance } from '../../server/src/core/simulator/instance.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? path.join(repository, 'test/minikernel');
const VNETS = 100_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Seconds of this process's own work: other processes on the machine do not count. */
function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Several collections: V8 gives back the code of what has not run for a while (reading the tree) only then, and it
 * would count as negative.
 */
function heapBytes(): number {
  for (let i = 0; i < 10; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const perSecond = (count: number, time: number): string => Math.round(count / time).toLocaleString('en');

test(`the simulator on ${tree}`, (t) => {
  const workspace = Workspace.open(new NodeFiles(tree), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const simulation = Simulation.open(workspace);
  assert.ok(!('failure' in simulation));
  const kernel: SimulatedKernel = simulation.start();
  const boot = seconds(() => {
    miStartup(kernel, []);
  });
  const regionBytes = simulation.image.sets.set_vnet?.sizeBytes ?? 0;
  t.diagnostic(
    `load ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}, ${os.availableParallelism()} processors; times are this process's own`,
  );
  t.diagnostic(
    `region ${regionBytes.toLocaleString('en')} bytes, ${kernel.state.constructors.length} constructors; boot ${(boot * 1000).toFixed(1)} ms`,
  );

  const start = kernel.state;
  const before = heapBytes();
  const creating = seconds(() => {
    for (let i = 0; i < VNETS; i++) vnetAlloc(kernel, 'v');
  });
  const held = heapBytes() - before;
  const full = kernel.state;
  t.diagnostic(
    `vnet_alloc: ${perSecond(VNETS, creating)} vnets a second; ${VNETS.toLocaleString('en')} idle vnets hold ${(held / 2 ** 20).toFixed(0)} MB, ${Math.round(held / VNETS)} bytes each`,
  );
  const copies = seconds(() => {
    const region = new Uint8Array(kernel.vnetSize);
    for (let i = 0; i < 2000; i++) region.slice();
  });
  t.diagnostic(
    `plain copies of the region: ${perSecond(2000, copies)} a second of ${kernel.vnetSize.toLocaleString('en')} bytes each; ${(VNETS / creating / (2000 / copies)).toFixed(1)} times as many vnets`,
  );

  const writing = seconds(() => {
    for (const vnet of kernel.vnetHead())
      writeInstance(kernel, { kind: 'vnet', vnet: vnet.number }, regionBytes - 8, {
        bytes: Uint8Array.of(1, 2, 3, 4),
        marks: undefined,
      });
  });
  const written = heapBytes() - before;
  t.diagnostic(
    `a write in each: ${perSecond(VNETS, writing)} a second; ${(written / 2 ** 20).toFixed(0)} MB with one value written in each, ${Math.round((written - held) / VNETS)} bytes more each`,
  );
  const back = seconds(() => {
    for (let i = 0; i < 1000; i++) kernel.state = i % 2 === 0 ? start : full;
  });
  t.diagnostic(`going from one state to another: ${perSecond(1000, back)} a second`);
  kernel.state = full;
  const destroying = seconds(() => {
    for (const vnet of kernel.vnetHead()) vnetDestroy(kernel, vnet.number);
  });
  t.diagnostic(`vnet_destroy: ${perSecond(VNETS, destroying)} a second`);
  kernel.state = start;

  const module = ['pf', 'shaper', ...simulation.moduleNames()].find((name) => {
    kernel.state = start;
    return !('number' in kernKldload(kernel, name));
  });
  kernel.state = start;
  if (module !== undefined) {
    for (const vnets of [1, 1000]) {
      kernel.state = start;
      for (let i = 1; i < vnets; i++) vnetAlloc(kernel, 'v');
      const cycles = vnets === 1 ? 20_000 : 200;
      const cycling = seconds(() => {
        for (let i = 0; i < cycles; i++) {
          kernKldload(kernel, module);
          kernKldunload(kernel, module);
        }
      });
      t.diagnostic(
        `kldload and kldunload of ${module} with ${vnets} vnet${vnets === 1 ? '' : 's'}: ${perSecond(cycles, cycling)} cycles a second`,
      );
    }
  }
  kernel.state = start;
  const host = kernel.state.prisons.get(0);
  assert.ok(host !== undefined);
  const jails = seconds(() => {
    for (let i = 0; i < VNETS; i++) kernJailSet(kernel, `j${i}`, host, true);
  });
  t.diagnostic(`jails with vnets: ${perSecond(VNETS, jails)} a second`);
});
