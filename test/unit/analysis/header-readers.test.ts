import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measureLayouts } from '../../../server/src/core/analysis/layouts/measure-layouts.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { recordReport } from '../../../server/src/core/analysis/layouts/record-report.ts';
import { tinyKernel, type TinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <net/vnet.h>\n';
/** Makes sys/net one of the network stack's own folders. */
const HOLDER = `${HEAD}VNET_DEFINE(int, held);\n`;
const MODULE = '.PATH: ${.CURDIR}/../../net\nKMOD= late\nSRCS= late.c\n.include <bsd.kmod.mk>\n';

interface Case {
  readonly what: string;
  readonly kernel: TinyKernel;
  readonly record: string;
  /** Counted by hand from the C of `kernel`. */
  readonly size: number;
  readonly members: readonly string[];
}

/** A header means what it means where it is read: `record` and `compat` say the same, and say what its reader sees. */
const cases: readonly Case[] = [
  {
    what: 'a length that the reader includes first',
    kernel: {
      sources: {
        'sys/net/a.c': HOLDER,
        'sys/net/addr.h': '#define ADDR_LEN 20\n',
        'sys/net/port.h': 'struct port { char c; char addr[ADDR_LEN]; };\n',
        'sys/net/b.c': `${HEAD}#include <net/addr.h>\n#include <net/port.h>\nint b(void) { return (0); }\n`,
      },
    },
    record: 'struct port',
    size: 21,
    members: ['c', 'addr'],
  },
  {
    what: 'a type that the reader defines itself',
    kernel: {
      sources: {
        'sys/net/a.c': HOLDER,
        'sys/net/own.h': 'struct own { own_word w; char c; };\n',
        'sys/net/b.c': `${HEAD}typedef long own_word;\n#include "own.h"\n`,
      },
    },
    record: 'struct own',
    size: 16,
    members: ['w', 'c'],
  },
  {
    what: "a member that another header's macro would rename",
    kernel: {
      sources: {
        'sys/net/a.c': HOLDER,
        'sys/net/early.h': '#define p_len early_len\n',
        'sys/net/late.h': 'struct late { int p_len; };\n',
        'sys/net/b.c': `${HEAD}#include <net/late.h>\n`,
        'sys/net/c.c': `${HEAD}#include <net/early.h>\n`,
      },
    },
    record: 'struct late',
    size: 4,
    members: ['p_len'],
  },
  {
    what: 'a header that another header reads',
    kernel: {
      sources: {
        'sys/net/a.c': HOLDER,
        'sys/net/inner.h': 'struct inner { inner_t v[3]; };\n',
        'sys/net/outer.h': 'typedef short inner_t;\n#include <net/inner.h>\n',
        'sys/net/b.c': `${HEAD}#include <net/outer.h>\n`,
      },
    },
    record: 'struct inner',
    size: 6,
    members: ['v'],
  },
  {
    what: 'a member for an option that only a module turns on',
    kernel: {
      sources: {
        'sys/net/a.c': HOLDER,
        'sys/net/late.h': 'struct late {\n\tint a;\n#ifdef LATE_WIDE\n\tlong wide;\n#endif\n};\n',
        'sys/net/late.c': `${HEAD}#include <net/late.h>\nint late(void) { return (0); }\n`,
        'sys/modules/late/Makefile': `CFLAGS+= -DLATE_WIDE\n${MODULE}`,
      },
      uncompiled: ['sys/net/late.c'],
    },
    record: 'struct late',
    size: 16,
    members: ['a', 'wide'],
  },
  {
    what: "the source of the header's own name before one that is linked earlier",
    kernel: {
      sources: {
        'sys/net/a.c': `${HOLDER}#include <net/zed.h>\n`,
        'sys/net/zed.h': 'struct zed {\n\tchar c;\n#ifdef ZED\n\tint more;\n#endif\n};\n',
        'sys/net/zed.c': `${HEAD}#define ZED\n#include <net/zed.h>\n`,
      },
    },
    record: 'struct zed',
    size: 8,
    members: ['c', 'more'],
  },
];

describe('a header is measured as its reader sees it', () => {
  for (const { what, kernel, record, size, members } of cases) {
    test(what, () => {
      const workspace = openWorkspace(tinyKernel(kernel), { arch: 'amd64' });
      assert.ok(!('failure' in workspace));
      const report = recordReport(workspace, record);
      assert.ok(!('failure' in report), JSON.stringify(report));
      const row = measureLayouts(workspace, { records: [], constants: [], modules: [] }).layouts.records.find(
        ({ name }) => name === record,
      );
      assert.ok(row !== undefined);
      assert.deepEqual([report.size, report.fields.map(({ name }) => name)], [size, members], 'record');
      assert.deepEqual([row.size, row.members.map(({ name }) => name)], [size, members], 'compat');
    });
  }

  test('a record in a source that only a module compiles is measured as the module compiles it', () => {
    const workspace = openWorkspace(
      tinyKernel({
        sources: {
          'sys/net/a.c': HOLDER,
          'sys/net/late.c': `${HEAD}struct only_here { char c[LATE_LEN]; };\n`,
          'sys/modules/late/Makefile': `CFLAGS+= -DLATE_LEN=7\n${MODULE}`,
        },
        uncompiled: ['sys/net/late.c'],
      }),
      { arch: 'amd64' },
    );
    assert.ok(!('failure' in workspace));
    const report = recordReport(workspace, 'struct only_here');
    assert.ok(!('failure' in report), JSON.stringify(report));
    assert.equal(report.size, 7);
  });
});
