import assert from 'node:assert/strict';
import test from 'node:test';
import { globalList } from '../../../server/src/core/analysis/answers/global-list.ts';
import { reportOf } from '../../../server/src/core/analysis/image/layout-report.ts';
import { askAt } from '../../kit/hovering.ts';
import { finish, FIXTURE, openSample } from '../../kit/rule-session.ts';

const session = openSample({
  [FIXTURE]: '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, list_outside);\n',
});
globalList(session);
finish(session);
const rows = globalList(session);

test("the kernel's globals have the size and offset that layout reports", () => {
  const region = session.regions.region('set_vnet');
  assert.ok(region !== undefined);
  const expected = reportOf(session.workspace, region).variables;
  const inKernel = rows.filter(({ isInKernel }) => isInKernel);
  assert.ok(expected.length > 100);
  const shape = (name: string, file: string, line: number, size: unknown, offset: unknown): string =>
    [name, file, line, size, offset].join(' ');
  assert.deepEqual(
    inKernel.map(({ name, file, line, size, offset }) => shape(name, file, line, size, offset)).sort(),
    expected.map(({ name, file, line, size, offset }) => shape(name, file, line, size, offset)).sort(),
  );
});

test("a module's globals name the module, and are not in the kernel", () => {
  const row = rows.find(({ file }) => file === 'sys/net/if_tunnel_hash.c');
  assert.deepEqual([row?.isInKernel, row?.size, row?.modules], [false, null, ['if_tunnel']]);
});

test('a global that nothing compiles is in neither', () => {
  const row = rows.find(({ name }) => name === 'list_outside');
  assert.deepEqual([row?.isInKernel, row?.modules, row?.file, row?.line], [false, [], FIXTURE, 3]);
});

test('the place is that of the name, not of the struct of that name before it', () => {
  const { session, offset, text } = askAt({
    sources: {
      'sys/net/a.c':
        '#include <sys/param.h>\n#include <net/vnet.h>\nstruct cache { int n; };\nVNET_DEFINE(struct cache, ‸cache);\n',
    },
  });
  const region = session.regions.region('set_vnet');
  assert.ok(region !== undefined);
  const row = reportOf(session.workspace, region).variables.find(({ name }) => name === 'cache');
  assert.deepEqual([row?.line, row?.column], [4, offset - text.lastIndexOf('\n', offset)]);
});
