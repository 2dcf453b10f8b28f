// What options VIMAGE costs, on kernels small enough to be counted by hand; the sample kernel's plain globals are held
// to a compiler in test/conformance/kernel-image.test.ts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { costText } from '../../../server/src/cli/format/cost-text.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { vimageCost, type VimageCost } from '../../../server/src/core/analysis/answers/vimage-cost.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';
const SOURCE = `${HEAD}VNET_DEFINE(char, c) = 1;
VNET_DEFINE(long, zero) = 0;
VNET_DEFINE_STATIC(int, none);
static VNET_DEFINE(char, text[3]) = { 'a' };
int ordinary = 4;
#ifdef VIMAGE
VNET_DEFINE(short, virtual_only);
#else
VNET_DEFINE(int, plain_only);
#endif
`;

function costOf(sources: Readonly<Record<string, string>>, vimage: boolean): VimageCost {
  const workspace = openWorkspace(tinyKernel({ sources, vimage }), { arch: 'amd64' });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  const cost = vimageCost(workspace);
  if ('failure' in cost) throw new Error(cost.failure.message);
  return cost;
}

test('members of set_vnet against the plain globals that they are without VIMAGE', () => {
  const cost = costOf({ 'sys/net/a.c': SOURCE }, true);
  // c 0, zero 8, text 16..19 (initialized ones first), none 20..24, virtual_only 24..26
  assert.deepEqual(
    [cost.vnet.bytes, cost.vnet.pages, cost.vnet.allocatedBytes, cost.vnet.paddingBytes, cost.vnet.modspaceBytes],
    [26, 1, 4096, 8, 0],
  );
  assert.deepEqual(
    cost.variables.map(({ name, size, plain }) => [
      name,
      size,
      plain?.section ?? null,
      plain?.size ?? null,
      plain?.align ?? null,
    ]),
    [
      ['zero', 8, '.bss', 8, 8],
      ['none', 4, '.bss', 4, 4],
      ['text', 3, '.data', 3, 1],
      ['virtual_only', 2, null, null, null],
      ['c', 1, '.data', 1, 1],
    ],
  );
  assert.deepEqual(cost.plain, { variables: 5, dataBytes: 4, bssBytes: 16, otherBytes: 0 });
  assert.deepEqual([cost.onlyWithVimage, cost.onlyWithoutVimage], [['virtual_only'], ['plain_only']]);
});

test('the same answer from a configuration without VIMAGE', () => {
  const [withVimage, without] = [costOf({ 'sys/net/a.c': SOURCE }, true), costOf({ 'sys/net/a.c': SOURCE }, false)];
  assert.deepEqual(without, withVimage);
});

test('objects add up to the section, padding between them included', () => {
  const { vnet, objects } = costOf(
    {
      'sys/net/a.c': `${HEAD}VNET_DEFINE(char, a);\n`,
      'sys/net/b.c': `${HEAD}VNET_DEFINE(long, b);\nVNET_DEFINE(long, c);\n`,
    },
    true,
  );
  assert.deepEqual(objects, [
    { file: 'sys/net/a.c', variables: 1, bytes: 1, paddingBytes: 0 },
    { file: 'sys/net/b.c', variables: 2, bytes: 23, paddingBytes: 7 },
  ]);
  assert.equal(vnet.bytes, 24);
});

test('the text says the answer first', () => {
  const lines = costText(costOf({ 'sys/net/a.c': SOURCE }, true)).split('\n');
  assert.match(
    lines[2] ?? '',
    /^each vnet +4,\d+ bytes: 1 page of 4,096 for 26 bytes of set_vnet, and struct vnet, \d+$/,
  );
  assert.ok(
    lines.some((line) => line.startsWith('only with it    virtual_only')),
    lines.join('\n'),
  );
});

test('a size that is not known is one line', () => {
  const workspace = openWorkspace(
    tinyKernel({ sources: { 'sys/net/a.c': `${HEAD}struct later;\nVNET_DEFINE(struct later, x);\n` } }),
    { arch: 'amd64' },
  );
  assert.ok(!('failure' in workspace));
  const cost = vimageCost(workspace);
  assert.ok('failure' in cost);
  assert.equal(cost.failure.message, "the size of 'x' is unknown: struct later is not defined here");
});
