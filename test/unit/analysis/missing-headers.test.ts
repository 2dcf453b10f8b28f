import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const VNET = '#include <sys/param.h>\n#include <net/vnet.h>\n';

/** Problems of the kernel's layout, "file:line: message". */
function problems(
  sources: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>> = {},
): readonly string[] {
  const files = tinyKernel({ sources });
  for (const [name, text] of Object.entries(extra)) files.set(name, text);
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  return layoutReport(workspace, []).problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test('a header that is not there is said once, with the places and the objects', () => {
  const source = (name: string): string => `${VNET}#include "opt_lost.h"\nVNET_DEFINE(int, ${name});\n`;
  assert.deepEqual(problems({ 'sys/net/a.c': source('a'), 'sys/net/b.c': source('b'), 'sys/net/c.c': source('c') }), [
    'sys/net/a.c:3: cannot find "opt_lost.h", and 2 more places include it: assumed empty in sys/net/a.c, sys/net/b.c, sys/net/c.c; no options file names it; no size is unknown because of it',
  ]);
});

test('an option header of another machine: which options count as unset', () => {
  const found = problems(
    { 'sys/net/a.c': `${VNET}#include "opt_arm.h"\nVNET_DEFINE(int, a);\n` },
    { 'sys/conf/options.arm64': 'ARM_THING\topt_arm.h\n' },
  );
  assert.deepEqual(found, [
    'sys/net/a.c:3: cannot find "opt_arm.h": assumed empty in sys/net/a.c; so ARM_THING (which sys/conf/options.arm64 puts there) counts as unset; no size is unknown because of it',
  ]);
});

test('sizes that are unknown for want of it are named', () => {
  const [found, ...more] = problems({ 'sys/net/a.c': `${VNET}#include <net/gone.h>\nVNET_DEFINE(struct gone, a);\n` });
  assert.equal(
    found,
    'sys/net/a.c:3: cannot find "net/gone.h": assumed empty in sys/net/a.c; sizes that may be unknown because of it: a',
  );
  assert.equal(more.length, 1);
});
