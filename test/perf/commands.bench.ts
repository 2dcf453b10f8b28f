/**
 * Whole processes of vnetscope against ctags and clang on one tree, in turn, medians and ratios.
 * VNETSCOPE_KERNEL_TREE names the tree (the sample kernel without it), VNETSCOPE_BENCH_ROUNDS the rounds (5).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clangSyntaxOnly, isInstalled, median, timeInTurn, type Timed } from './peers.ts';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? path.join(repository, 'test/minikernel');
const rounds = Number(process.env['VNETSCOPE_BENCH_ROUNDS'] ?? '5');

test(`commands on ${tree}`, (t) => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-bench-cache-'));
  const own = (name: string, ...args: string[]): Timed => ({
    name,
    run: () => {
      spawnSync(process.execPath, [path.join(repository, 'server/bin/vnetscope.js'), ...args, '--format', 'json'], {
        stdio: 'ignore',
        env: { ...process.env, VNETSCOPE_CACHE_DIR: cache },
      });
    },
  });
  const commands: Timed[] = [
    own('layout, cold', 'layout', tree, '--no-cache'),
    own('layout, warm', 'layout', tree),
    own('index, cold', 'index', tree, '--no-cache'),
    own('index, warm', 'index', tree),
    own('check, cold', 'check', tree, '--no-cache'),
  ];
  const peers: Timed[] = [];
  if (isInstalled('ctags'))
    peers.push({
      name: 'ctags -R',
      run: () => {
        spawnSync('ctags', ['-R', '-f', path.join(cache, 'tags'), path.join(tree, 'sys')], { stdio: 'ignore' });
      },
    });
  const clang = ['clang-22', 'clang'].find(isInstalled);
  if (clang !== undefined) peers.push(clangSyntaxOnly(clang, tree, 'amd64'));
  const seconds = timeInTurn([...commands, ...peers], rounds);
  rmSync(cache, { recursive: true });
  const medians = new Map([...seconds].map(([name, values]) => [name, median(values)]));
  t.diagnostic(
    `load ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}, ${os.availableParallelism()} processors, ${rounds} rounds`,
  );
  for (const [name, value] of medians) {
    const ratios = peers
      .filter((peer) => peer.name !== name)
      .map((peer) => `${((100 * value) / (medians.get(peer.name) ?? NaN)).toFixed(1)} % of ${peer.name}`);
    const all = seconds.get(name) ?? [];
    t.diagnostic(
      `${name.padEnd(16)} ${value.toFixed(2)} s (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})   ${ratios.join(', ')}`,
    );
  }
});
