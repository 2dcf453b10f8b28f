import assert from 'node:assert/strict';
import test from 'node:test';
import { isFailure } from '../../../server/src/core/kernel/failure.ts';
import { readKernelTree } from '../../../server/src/core/kernel/kernel-tree.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const param = '#define __FreeBSD_version 903000\t/* Master, propagated to newvers */\n';
const newvers = 'REVISION="9.3"\nBRANCH="RELEASE"\nif [ "X${BRANCH_OVERRIDE}" != "X" ]; then\n\tBRANCH=${BRANCH_OVERRIDE}\nfi\n';

function sysDirOf(texts: Record<string, string>): string | undefined {
  const tree = readKernelTree(new MemoryFiles(texts));
  return isFailure(tree) ? undefined : tree.sysDir;
}

test('the folder that holds sys/, with its release', () => {
  const tree = readKernelTree(new MemoryFiles({ 'sys/net/vnet.h': '', 'sys/sys/param.h': param, 'sys/conf/newvers.sh': newvers }));
  assert.deepEqual(tree, { sysDir: 'sys', release: { name: '9.3-RELEASE', osreldate: 903000 }, problems: [] });
});

test('sys itself, F-Stack, RTEMS libbsd, and a folder one level down', () => {
  assert.equal(sysDirOf({ 'net/vnet.h': '', 'sys/param.h': param }), '');
  assert.equal(sysDirOf({ 'freebsd/net/vnet.h': '' }), 'freebsd');
  assert.equal(sysDirOf({ 'freebsd/sys/net/vnet.h': '' }), 'freebsd/sys');
  assert.equal(sysDirOf({ 'vendor/sys/net/vnet.h': '' }), 'vendor/sys');
  assert.equal(sysDirOf({ 'stack/net/vnet.h': '' }), 'stack');
});

test('a tree that does not state its release', () => {
  const tree = readKernelTree(new MemoryFiles({ 'net/vnet.h': '' }));
  assert.ok(!isFailure(tree));
  assert.deepEqual(tree.release, { name: 'unknown', osreldate: 0 });
  assert.equal(tree.problems.length, 1);
});

test('no kernel tree: one line', () => {
  const tree = readKernelTree(new MemoryFiles({ 'src/main.c': '' }));
  assert.ok(isFailure(tree));
  assert.match(tree.failure.message, /^no kernel source tree: [^\n]+$/);
});
