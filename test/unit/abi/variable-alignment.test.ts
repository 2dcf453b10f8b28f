// The alignment of an array whose initializer says how long it is. The numbers are clang 22's (.p2align, .size).
import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const SOURCE = `#include <net/vnet.h>
VNET_DEFINE(char, c) = 1;
VNET_DEFINE(int, two[]) = { 1, 2 };
VNET_DEFINE(int, five[]) = { 1, 2, 3, 4, 5 };
VNET_DEFINE(char, text[]) = "sixteen bytes..";
VNET_DEFINE(char, designated[]) = { [15] = 1 };
VNET_DEFINE(char, fifteen[]) = { [14] = 1 };
VNET_DEFINE(struct { int a; char b[]; }, flexible) = { 1, "abc" };
`;

/** Size and alignment; arrays of 16 bytes and more are aligned to 16 on amd64 alone. */
const expected: Readonly<Record<string, readonly (readonly [string, number, number])[]>> = {
  amd64: [
    ['c', 1, 1],
    ['two', 8, 4],
    ['five', 20, 16],
    ['text', 16, 16],
    ['designated', 16, 16],
    ['fifteen', 15, 1],
    ['flexible', 8, 4],
  ],
  arm64: [
    ['c', 1, 1],
    ['two', 8, 4],
    ['five', 20, 4],
    ['text', 16, 1],
    ['designated', 16, 1],
    ['fifteen', 15, 1],
    ['flexible', 8, 4],
  ],
};

for (const [arch, rows] of Object.entries(expected)) {
  test(arch, () => {
    const files = tinyKernel({ sources: { 'sys/net/a.c': SOURCE } });
    if (arch === 'arm64') {
      files.set('sys/conf/files.arm64', '');
      files.set('sys/arm64/conf/DEFAULTS', 'machine\tarm64 aarch64\n');
      files.set('sys/arm64/conf/GENERIC', 'cpu\tARM64\nident\tGENERIC\noptions \tVIMAGE\n');
    }
    const workspace = openWorkspace(files, { arch });
    assert.ok(!('failure' in workspace));
    const report = layoutReport(workspace, []);
    assert.deepEqual(
      report.variables.map(({ name, size, align }) => [name, size, align]),
      rows,
    );
    assert.deepEqual(report.problems, []);
  });
}
