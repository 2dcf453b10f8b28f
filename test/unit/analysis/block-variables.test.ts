// Members of the sets that functions' bodies define.
import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import type { InstanceSet } from '../../../server/src/core/vnet/set-variables.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/pcpu.h>\n#include <net/vnet.h>\n';

function rows(set: InstanceSet, sources: Readonly<Record<string, string>>): readonly string[] {
  const workspace = openWorkspace(
    tinyKernel({ sources: Object.fromEntries(Object.entries(sources).map(([name, text]) => [name, HEAD + text])) }),
    { arch: 'amd64' },
  );
  assert.ok(!('failure' in workspace), JSON.stringify(workspace));
  const { variables, problems } = layoutReport(workspace, [], set);
  assert.deepEqual(problems, []);
  return variables.map(({ symbol, offset, size, align, binding }) => `${symbol} ${offset} ${size} ${align} ${binding}`);
}

// Expected: clang 22 -O2 and ld.lld 22 -r, llvm-nm of the linked file.
test('DPCPU_DEFINE_STATIC in a body moves what stands behind it', () => {
  assert.deepEqual(
    rows('set_pcpu', {
      'sys/net/a.c':
        'DPCPU_DEFINE(int *, shown);\nvoid setup(void);\nvoid\nsetup(void)\n{\n\tDPCPU_DEFINE_STATIC(char, hidden) __attribute__((aligned(64)));\n\n\tDPCPU_SET(shown, 0);\n\t*DPCPU_PTR(hidden) = 1;\n}\n',
      'sys/net/b.c': 'DPCPU_DEFINE(int, behind);\n',
    }),
    ['setup.pcpu_entry_hidden 0 1 64 local', 'pcpu_entry_shown 8 8 8 global', 'pcpu_entry_behind 16 4 4 global'],
  );
});

test('in static functions: emitted with them, or not at all', () => {
  assert.deepEqual(
    rows('set_vnet', {
      'sys/net/a.c':
        'VNET_DEFINE(int, first);\nstatic int\ncounted(void)\n{\n\tVNET_DEFINE_STATIC(long, calls) = 7;\n\n\treturn (++VNET(calls));\n}\n\nstatic int\nunused(void)\n{\n\tVNET_DEFINE_STATIC(long, never);\n\n\treturn (++VNET(never));\n}\nint enter(void);\nint\nenter(void)\n{\n\treturn (counted());\n}\n',
    }),
    ['vnet_entry_first 0 4 4 global', 'counted.vnet_entry_calls 8 8 8 local'],
  );
});

test('behind a macro of the file, and nothing else defined in it', () => {
  assert.deepEqual(
    rows('set_vnet', {
      'sys/net/a.c':
        '#define OWN(t, n) VNET_DEFINE_STATIC(t, n)\nvoid touch(void);\nvoid\ntouch(void)\n{\n\tstruct pair { int a; char b; };\n\n\tOWN(struct pair, both);\n\tVNET(both).b = 1;\n}\n',
    }),
    ['touch.vnet_entry_both 0 8 4 local'],
  );
});
