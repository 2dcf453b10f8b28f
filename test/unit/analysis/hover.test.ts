// What is told of a virtualized global. Which tokens mean one: hover-names.test.ts.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { at, HEAD, one, testHovers, type HoverCase } from '../../kit/hover-cases.ts';
import { askAt, settle } from '../../kit/hovering.ts';

const KERNEL = { release: '13.0-SAMPLE', arch: 'amd64', kernconf: 'GENERIC' };

/**
 * Offsets are counted by hand. amd64: int is 4 bytes aligned to 4, pointers and long 8 to 8, arrays of 16 bytes and
 * more are aligned to 16. Initialized variables come first, in source order, then the others (no function mentions
 * them).
 */
const cases: readonly HoverCase[] = [
  {
    what: 'an accessor',
    kernel: one('VNET_DEFINE(int, x) = 7;\n#define V_x VNET(x)\nvoid f(void) { V_‸x++; }\n'),
    says: {
      name: 'x',
      set: 'set_vnet',
      symbol: 'vnet_entry_x',
      type: 'int',
      isStatic: false,
      macro: 'VNET_DEFINE',
      sizeBytes: 4,
      alignBytes: 4,
      place: at(0),
      kernel: KERNEL,
      uses: 1,
      isWhole: true,
      withoutVimage: 'int x',
    },
  },
  {
    what: 'a static definition',
    kernel: one('VNET_DEFINE_STATIC(short, ‸x);\n'),
    says: { isStatic: true, sizeBytes: 2, alignBytes: 2, withoutVimage: 'static short x' },
  },
  {
    what: 'an array with its bound behind the name',
    kernel: one('VNET_DEFINE(char, ‸x[24]);\n'),
    says: { type: 'char [24]', sizeBytes: 24, alignBytes: 16, withoutVimage: 'char x[24]' },
  },
  {
    // Three uint64_t: three counters, which are pointers.
    what: 'VNET_PCPUSTAT_DEFINE',
    kernel: one('struct stat3 { uint64_t a, b, c; };\nVNET_PCPUSTAT_DEFINE(struct stat3, ‸x);\n'),
    says: { type: 'counter_u64_t [3]', sizeBytes: 24, alignBytes: 16, macro: 'VNET_PCPUSTAT_DEFINE' },
  },
  {
    what: 'a declaration in a header, the definition in another file',
    kernel: {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a);\nVNET_DEFINE(int, x) = 1;\n`,
        'sys/net/x.h': 'VNET_DECLARE(int, x);\n#define V_x VNET(x)\n',
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_‸x); }\n`,
      },
    },
    says: { name: 'x', place: at(0), uses: 1, macro: 'VNET_DEFINE' },
  },
  {
    what: 'offsets with padding',
    kernel: one('VNET_DEFINE(char, a);\nVNET_DEFINE(int, b);\nVNET_DEFINE(char, c);\nVNET_DEFINE(void *, ‸x);\n'),
    says: { place: at(16) },
  },
  {
    // a.c ends at 5; b.c starts at the next multiple of 8, the greatest alignment in it.
    what: 'a second object starts at its own alignment',
    kernel: {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a);\nVNET_DEFINE(char, b);\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE(char, c);\nVNET_DEFINE(long, ‸x);\n`,
      },
    },
    says: { place: at(16) },
  },
  { what: 'without an initializer', kernel: one('VNET_DEFINE(int, ‸x);\n'), says: { initial: 'zero' } },
  {
    what: 'an initial integer, little-endian',
    kernel: one('#define START (1 << 8)\nVNET_DEFINE(int, ‸x) = START;\n'),
    says: {
      initial: {
        text: 'START',
        value: {
          bytes: [0, 1, 0, 0],
          sizeBytes: 4,
          isZero: false,
          relocations: [],
          integer: '256',
          unknown: undefined,
        },
      },
    },
  },
  {
    what: 'an initial negative',
    kernel: one('VNET_DEFINE(short, ‸x) = -2;\n'),
    says: {
      initial: {
        text: '-2',
        value: { bytes: [0xfe, 0xff], sizeBytes: 2, isZero: false, relocations: [], integer: '-2', unknown: undefined },
      },
    },
  },
  {
    what: 'an initial address',
    kernel: one('static int table[4];\nVNET_DEFINE(int *, ‸x) = &table[2];\n'),
    says: {
      initial: {
        text: '&table[2]',
        value: {
          bytes: [0, 0, 0, 0, 0, 0, 0, 0],
          sizeBytes: 8,
          isZero: false,
          relocations: [{ offsetBytes: 0, symbol: 'table', addend: '8' }],
          integer: undefined,
          unknown: undefined,
        },
      },
    },
  },
  {
    what: 'the comment above the definition',
    kernel: one('/*\n * How many *hops*\n * there are.\n */\nVNET_DEFINE(int, ‸x);\n'),
    says: { comment: 'How many *hops* there are.' },
  },
  {
    what: 'a comment further up belongs to something else',
    kernel: one('/* License. */\n\nVNET_DEFINE(int, ‸x);\n'),
    says: { comment: undefined },
  },
  {
    what: 'the definition as written',
    kernel: one('VNET_DEFINE(int, ‸x) = 3;\t/* three */\nint other;\n'),
    says: { source: 'VNET_DEFINE(int, x) = 3;\t/* three */' },
  },
  {
    what: 'static namesakes: that of the file at hand first',
    kernel: {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE_STATIC(long, x);\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE_STATIC(char, ‸x);\n`,
      },
    },
    // The long of a.c fills 0 to 7.
    says: { type: 'char', sizeBytes: 1, place: at(8) },
  },
  {
    what: 'a type that is not known',
    kernel: one('VNET_DEFINE(int, a) = 1;\nVNET_DEFINE(struct nowhere, ‸x);\n'),
    says: { sizeBytes: null, alignBytes: null, unknown: 'struct nowhere is not defined here' },
  },
  {
    what: 'a place behind a type that is not known',
    kernel: one('VNET_DEFINE(struct nowhere, a) = {};\nVNET_DEFINE(int, ‸x);\n'),
    says: {
      sizeBytes: 4,
      place: {
        kind: 'unknown',
        reason: "the size of 'a', which precedes it, is unknown: struct nowhere is not defined here",
      },
    },
  },
  {
    what: 'a file that this kernel does not compile',
    kernel: { sources: { 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, ‸x);\n` }, uncompiled: ['sys/net/a.c'] },
    says: { sizeBytes: 4, place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: [] } },
  },
  {
    what: 'a file that a module compiles',
    kernel: {
      sources: {
        'sys/net/a.c': `${HEAD}int nothing;\n`,
        'sys/net/tiny.c': `${HEAD}VNET_DEFINE(int, ‸x);\n`,
        'sys/modules/tiny/Makefile': '.PATH: ${.CURDIR}/../../net\nKMOD= tiny\nSRCS= tiny.c\n.include <bsd.kmod.mk>\n',
      },
      uncompiled: ['sys/net/tiny.c'],
    },
    says: {
      sizeBytes: 4,
      place: { kind: 'notInKernel', file: 'sys/net/tiny.c', isCompiled: false, modules: ['tiny'] },
    },
  },
  {
    what: 'a definition that #if leaves out',
    kernel: one('#ifdef NOSUCHOPTION\nVNET_DEFINE(int, ‸x);\n#endif\n'),
    says: {
      sizeBytes: null,
      unknown: '#if excludes its definition',
      place: {
        kind: 'notInKernel',
        file: 'sys/net/a.c',
        isCompiled: true,
        modules: [],
        conditions: '#ifdef NOSUCHOPTION',
      },
    },
  },
  {
    what: 'a declaration without a definition',
    kernel: one('VNET_DECLARE(int, ‸x);\n'),
    says: { type: 'int', sizeBytes: 4, alignBytes: null, place: { kind: 'undefined' } },
  },
  {
    what: 'a kernel without VIMAGE',
    kernel: {
      ...one('VNET_DEFINE(int, x) = 5;\n#define V_x VNET(x)\nint f(void) { return (V_‸x); }\n'),
      vimage: false,
    },
    says: {
      type: 'int',
      sizeBytes: 4,
      alignBytes: 4,
      symbol: 'x',
      place: { kind: 'noVimage' },
      withoutVimage: 'int x',
    },
  },
  {
    what: 'a variable of each CPU',
    kernel: one(
      '#include <sys/pcpu.h>\nDPCPU_DEFINE(int, a) = 1;\nDPCPU_DEFINE(long, x) = 2;\nlong f(void) { return (DPCPU_GET(‸x)); }\n',
    ),
    says: { set: 'set_pcpu', name: 'x', symbol: 'pcpu_entry_x', sizeBytes: 8, place: at(8), withoutVimage: undefined },
  },
  {
    // 0 to 3, then 4 to 7, then 8: one page and one cache line; the first page of the example's heap
    // (address-space.ts).
    what: 'what lies around it',
    kernel: one('VNET_DEFINE(int, a) = 1;\nVNET_DEFINE(int, ‸x) = 2;\nVNET_DEFINE(char, b);\n'),
    says: {
      surroundings: {
        page: 1,
        pages: 1,
        pageOffsetBytes: 4,
        exampleAddress: 0xfffff80010000004n,
        before: { name: 'a', offsetBytes: 0 },
        after: { name: 'b', offsetBytes: 8 },
        cacheLineBytes: 64,
        sharers: ['a', 'b'],
      },
    },
  },
  {
    // a fills the first page, 0 to 4095; b starts the second.
    what: 'another page, another line',
    kernel: one('VNET_DEFINE(char, a[4096]) = { 1 };\nVNET_DEFINE(long, b) = 2;\nVNET_DEFINE(long, ‸x) = 2;\n'),
    says: {
      surroundings: {
        page: 2,
        pages: 2,
        pageOffsetBytes: 8,
        exampleAddress: 0xfffff80010001008n,
        before: { name: 'b', offsetBytes: 4096 },
        after: undefined,
        cacheLineBytes: 64,
        sharers: ['b'],
      },
    },
  },
  {
    what: 'where a module puts it',
    kernel: {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(char, modspace[64]);\n`,
        'sys/net/tiny.c': `${HEAD}VNET_DEFINE(long, a) = 1;\nVNET_DEFINE(int, ‸x) = 1;\n`,
        'sys/modules/tiny/Makefile': '.PATH: ${.CURDIR}/../../net\nKMOD= tiny\nSRCS= tiny.c\n.include <bsd.kmod.mk>\n',
      },
      uncompiled: ['sys/net/tiny.c'],
    },
    says: {
      surroundings: undefined,
      inModules: [{ module: 'tiny', offsetBytes: 8, sizeBytes: 12, modspaceBytes: 64 }],
    },
  },
  {
    what: 'before anything was read: type and size, no guess',
    kernel: { ...one('VNET_DECLARE(int, x);\n#define V_x VNET(x)\nint f(void) { return (V_‸x); }\n'), unsettled: true },
    says: {
      type: 'int',
      sizeBytes: 4,
      alignBytes: null,
      unknown: undefined,
      place: { kind: 'pending' },
      initial: undefined,
      uses: undefined,
      isWhole: false,
    },
  },
  {
    what: 'before anything was read: the accessor comes from a header',
    kernel: {
      sources: {
        'sys/net/x.h': 'VNET_DECLARE(long, x);\n#define V_x VNET(x)\n',
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nlong f(void) { return (V_‸x); }\n`,
        'sys/net/c.c': `${HEAD}VNET_DEFINE(long, x);\n`,
      },
      unsettled: true,
    },
    says: { name: 'x', type: 'long', sizeBytes: 8, place: { kind: 'pending' } },
  },
];

describe('hover over a virtualized global', () => {
  testHovers(cases);

  test('its definition, declarations, accessors and sysctls are told with their places', () => {
    const header = 'VNET_DECLARE(int, hops);\n#define V_hops VNET(hops)\n';
    const source = `${HEAD}#include <net/x.h>\nVNET_DEFINE(int, hops) = 64;\nSYSCTL_INT(_net, OID_AUTO, hops, CTLFLAG_VNET | CTLFLAG_RW,\n    &VNET_NAME(hops), 0, "How far " "it goes");\nint f(void) { return (V_‸hops); }\n`;
    const { session, path, offset } = askAt({ sources: { 'sys/net/x.h': header, 'sys/net/a.c': source } });
    const answer = hoverAt(session, path, offset);
    assert.equal(answer?.kind, 'variable');
    const place = (one: { readonly path: string; readonly line: number }): string => `${one.path}:${one.line}`;
    // HEAD has five lines.
    assert.deepEqual(answer.defined.map(place), ['sys/net/a.c:7']);
    assert.deepEqual(answer.declared.map(place), ['sys/net/x.h:1']);
    assert.deepEqual(
      answer.accessors.map((one) => `${one.name} ${place(one)}`),
      ['V_hops sys/net/x.h:2'],
    );
    assert.deepEqual(
      answer.sysctls.map((one) => [one.name, one.access, one.hasVnetFlag, one.description, place(one)]),
      [['net.hops', 'CTLFLAG_VNET | CTLFLAG_RW', true, 'How far it goes', 'sys/net/a.c:8']],
    );
    // VNET_NAME(hops) of the sysctl and V_hops.
    assert.equal(answer.uses, 2);
  });

  test('an answer that was open becomes whole once the background work is done', () => {
    const { session, path, offset } = askAt({
      sources: {
        'sys/net/x.h': 'VNET_DECLARE(int, x);\n#define V_x VNET(x)\n',
        'sys/net/a.c': `${HEAD}VNET_DEFINE(char, a) = 1;\nVNET_DEFINE(int, x) = 9;\n`,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_‸x); }\n`,
      },
      unsettled: true,
    });
    const before = hoverAt(session, path, offset);
    assert.deepEqual(before?.kind === 'variable' ? [before.sizeBytes, before.place.kind] : [], [4, 'pending']);
    settle(session);
    const after = hoverAt(session, path, offset);
    // The char at 0, then x at the next multiple of 4.
    assert.deepEqual(after?.kind === 'variable' ? [after.sizeBytes, after.alignBytes, after.place] : [], [4, 4, at(4)]);
  });
});
