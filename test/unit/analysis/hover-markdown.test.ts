import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { Location } from '../../../server/src/core/analysis/answers/answer-terms.ts';
import { declarationText } from '../../../server/src/core/analysis/answers/answer-terms.ts';
import type { HoverAnswer, VariableHover } from '../../../server/src/core/analysis/answers/hover.ts';
import { hoverMarkdown, hoverPlainText } from '../../../server/src/core/analysis/answers/hover-markdown.ts';

const at = (path: string, line: number): Location => ({ path, start: 0, end: 1, line });

const variable: VariableHover = {
  kind: 'variable',
  span: { start: 0, end: 3 },
  set: 'set_vnet',
  name: 'hops',
  symbol: 'vnet_entry_hops',
  type: 'int',
  isStatic: false,
  macro: 'VNET_DEFINE',
  sizeBytes: 4,
  alignBytes: 4,
  unknown: undefined,
  place: { kind: 'offset', offsetBytes: 260 },
  kernel: { release: '13.0', arch: 'amd64', kernconf: 'GENERIC' },
  initial: {
    text: 'HOPS',
    value: { bytes: [64, 0, 0, 0], sizeBytes: 4, isZero: false, relocations: [], integer: '64', unknown: undefined },
  },
  comment: 'How *far* it goes.',
  source: 'VNET_DEFINE(int, hops) = HOPS;',
  defined: [{ ...at('sys/net/a.c', 7), isStatic: false }],
  declared: [at('sys/net/x.h', 1)],
  accessors: [{ ...at('sys/net/x.h', 2), name: 'V_hops' }],
  sysctls: [
    { ...at('sys/net/a.c', 8), name: 'net.hops', access: 'CTLFLAG_RW', hasVnetFlag: false, description: 'Hops' },
  ],
  uses: 2,
  isWhole: true,
  surroundings: undefined,
  inModules: [],
  constructors: [],
  withoutVimage: 'int hops',
};

const href = ({ path, line }: Location): string => `file:///${path}#L${line}`;

test('the answer comes first, the definition last', () => {
  assert.equal(
    hoverMarkdown(variable, href),
    [
      '**`int hops`** virtualized global, VNET_DEFINE in set_vnet, global symbol `vnet_entry_hops`  ',
      'size **4**, align 4, offset **260** (0x104) in set_vnet · 13.0 amd64 GENERIC  ',
      'How \\*far\\* it goes.  ',
      'initially `HOPS` = `64`, bytes `40 00 00 00`  ',
      'sysctl [net.hops](file:///sys/net/a.c#L8) CTLFLAG_RW, **without CTLFLAG_VNET**: Hops  ',
      '2 uses · defined [net/a.c:7](file:///sys/net/a.c#L7) · declared [net/x.h:1](file:///sys/net/x.h#L1) · accessor [net/x.h:2](file:///sys/net/x.h#L2)  ',
      'without VIMAGE `int hops`, an ordinary variable',
      '',
      '```c',
      'VNET_DEFINE(int, hops) = HOPS;',
      '```',
    ].join('\n'),
  );
});

test('without markdown the words are the same', () => {
  const text = hoverPlainText(variable);
  assert.match(
    text,
    /^int hops virtualized global, VNET_DEFINE in set_vnet, global symbol vnet_entry_hops\nsize 4, align 4, offset 260 \(0x104\) in set_vnet/,
  );
  assert.doesNotMatch(text, /\*\*|`|\]\(/);
});

/** What a field makes of the second line. */
const seconds: readonly (readonly [what: string, fields: Partial<VariableHover>, line: string])[] = [
  [
    'what is being worked out',
    { sizeBytes: null, alignBytes: null, place: { kind: 'pending' } },
    'size: not measured yet, offset: not measured yet · 13.0 amd64 GENERIC',
  ],
  [
    "a declaration's size",
    { alignBytes: null, place: { kind: 'pending' } },
    'size 4, offset: not measured yet · 13.0 amd64 GENERIC',
  ],
  [
    'an unknown size',
    {
      sizeBytes: null,
      alignBytes: null,
      unknown: 'struct x is not defined here',
      place: { kind: 'unknown', reason: 'the same' },
    },
    'size unknown: struct x is not defined here; offset unknown: the same · 13.0 amd64 GENERIC',
  ],
  [
    'no VIMAGE',
    { place: { kind: 'noVimage' } },
    'size 4, align 4, no set_vnet: the configuration has no options VIMAGE · 13.0 amd64 GENERIC',
  ],
  [
    "another file's module",
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['pf'] } },
    'size 4, align 4, not in this kernel: net/a.c is compiled only in pf.ko · 13.0 amd64 GENERIC',
  ],
  [
    'several modules',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['a', 'b'] } },
    'size 4, align 4, not in this kernel: net/a.c is compiled only in a.ko, b.ko · 13.0 amd64 GENERIC',
  ],
  [
    'modules not known yet',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: undefined } },
    'size 4, align 4, not in this kernel: net/a.c is not compiled · 13.0 amd64 GENERIC',
  ],
  [
    'a module that brings it',
    {
      place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['pf'] },
      inModules: [{ module: 'pf', offsetBytes: 8, sizeBytes: 6744, modspaceBytes: 32768 }],
    },
    'size 4, align 4, offset 8 in pf.ko, whose set_vnet has 6744 bytes · 13.0 amd64 GENERIC',
  ],
  [
    'two modules that bring it',
    {
      place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['a', 'b'] },
      inModules: [
        { module: 'a', offsetBytes: 0, sizeBytes: 4, modspaceBytes: 32768 },
        { module: 'b', offsetBytes: 16, sizeBytes: 20, modspaceBytes: 32768 },
      ],
    },
    'size 4, align 4, offset 0 in a.ko, whose set_vnet has 4 bytes; offset 16 in b.ko, whose set_vnet has 20 bytes · 13.0 amd64 GENERIC',
  ],
  [
    '#if',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: true, modules: [] } },
    'size 4, align 4, not in this kernel: net/a.c is compiled, but #if excludes it · 13.0 amd64 GENERIC',
  ],
  [
    'no definition',
    { place: { kind: 'undefined' } },
    'size 4, align 4, defined nowhere in this tree · 13.0 amd64 GENERIC',
  ],
];

describe('what is not known is said, with its reason', () => {
  for (const [what, fields, line] of seconds) {
    test(what, () => assert.equal(hoverPlainText({ ...variable, ...fields }).split('\n')[1], line));
  }
});

const initials: readonly (readonly [what: string, initial: VariableHover['initial'], line: string])[] = [
  ['zero', 'zero', 'initially zero'],
  [
    'a plain number',
    {
      text: '1',
      value: { bytes: [1, 0, 0, 0], sizeBytes: 4, isZero: false, relocations: [], integer: '1', unknown: undefined },
    },
    'initially 1, bytes 01 00 00 00',
  ],
  [
    'an explicit zero',
    {
      text: '{}',
      value: {
        bytes: [0, 0, 0, 0],
        sizeBytes: 16,
        isZero: true,
        relocations: [],
        integer: undefined,
        unknown: undefined,
      },
    },
    'initially {}, bytes 00 × 16',
  ],
  [
    'an address',
    {
      text: 'f',
      value: {
        bytes: [0, 0, 0, 0, 0, 0, 0, 0],
        sizeBytes: 8,
        isZero: false,
        relocations: [{ offsetBytes: 0, symbol: 'f', addend: '0' }],
        integer: undefined,
        unknown: undefined,
      },
    },
    'initially f, bytes 00 00 00 00 00 00 00 00, &f',
  ],
  [
    'an address inside',
    {
      text: '{ ... }',
      value: {
        bytes: [1, 0],
        sizeBytes: 24,
        isZero: false,
        relocations: [{ offsetBytes: 8, symbol: 'f', addend: '4' }],
        integer: undefined,
        unknown: undefined,
      },
    },
    'initially { ... }, bytes 01 00 ..., at 8 &f+4',
  ],
  [
    'not understood',
    {
      text: 'f()',
      value: {
        bytes: [],
        sizeBytes: 0,
        isZero: false,
        relocations: [],
        integer: undefined,
        unknown: 'a call is no constant',
      },
    },
    'initially f() (bytes unknown: a call is no constant)',
  ],
];

describe('the initial value', () => {
  for (const [what, initial, line] of initials) {
    test(what, () => assert.equal(hoverPlainText({ ...variable, comment: undefined, initial }).split('\n')[2], line));
  }
});

const declarations: readonly (readonly [type: string, text: string])[] = [
  ['int', 'int n'],
  ['struct foo *', 'struct foo *n'],
  ['char [16]', 'char n[16]'],
  ['char *[4]', 'char *n[4]'],
  ['int (*)(struct mbuf *)', 'int (*n)(struct mbuf *)'],
  ['int (*[2])(void)', 'int (*n[2])(void)'],
  ['struct foo [2][3]', 'struct foo n[2][3]'],
  ['const char *const', 'const char *const n'],
];

describe('a name in the middle of its type', () => {
  for (const [type, text] of declarations) test(text, () => assert.equal(declarationText(type, 'n'), text));
});

test('code with backticks and sources with fences stay whole', () => {
  const note: HoverAnswer = {
    kind: 'machinery',
    word: 'a`b',
    text: 'x',
    withoutVimage: undefined,
    source: 'net/vnet.h',
    span: { start: 0, end: 1 },
  };
  assert.match(hoverMarkdown(note, href), /^\*\*`` a`b ``\*\*/);
  assert.match(hoverMarkdown({ ...variable, source: '/* ``` */' }, href), /\n~~~c\n\/\* ``` \*\/\n~~~$/);
});

/** What fields make of the line in front of the places. */
const copies: readonly (readonly [what: string, fields: Partial<VariableHover>, line: string])[] = [
  [
    'between others',
    {
      surroundings: {
        page: 2,
        pages: 60,
        pageOffsetBytes: 4,
        exampleAddress: 0xfffff80010001004n,
        before: { name: 'a', offsetBytes: 4096 },
        after: { name: 'b', offsetBytes: 4104 },
        cacheLineBytes: 64,
        sharers: ['a', 'b', 'c', 'd'],
      },
    },
    "copy at vnet_data_base + &vnet_entry_hops, in simulate's vnet0 0xfffff80010001004, page 2 of 60; between a and b; its 64-byte cache line also holds a, b, c and 1 more",
  ],
  [
    'on a CPU, alone',
    {
      set: 'set_pcpu',
      symbol: 'pcpu_entry_hops',
      surroundings: {
        page: 1,
        pages: 1,
        pageOffsetBytes: 0,
        exampleAddress: undefined,
        before: undefined,
        after: undefined,
        cacheLineBytes: 128,
        sharers: [],
      },
    },
    'copy at dpcpu_off[cpu] + &pcpu_entry_hops, page 1 of 1; alone in its 128-byte cache line',
  ],
  [
    'in a module',
    { inModules: [{ module: 'pf', offsetBytes: 8, sizeBytes: 6744, modspaceBytes: 32768 }] },
    'with pf.ko loaded first, copy at vnet_data_base + &modspace + 8, in the 32768 bytes of modspace',
  ],
  [
    'in a module that is too large',
    { inModules: [{ module: 'pf', offsetBytes: 8, sizeBytes: 6744, modspaceBytes: 4096 }] },
    'pf.ko does not fit: modspace has 4096 bytes',
  ],
  [
    'with constructors',
    {
      constructors: [
        {
          ...at('sys/net/a.c', 30),
          handler: 'hops_init',
          subsystem: 'SI_SUB_PROTO_DOMAIN',
          order: 'SI_ORDER_ANY',
          through: 'hops_reset',
          mentionedIn: 'sys/net/a.c',
        },
        {
          ...at('sys/net/b.c', 3),
          handler: 'late',
          subsystem: 'S',
          order: 'O',
          through: undefined,
          mentionedIn: 'sys/net/b.c',
        },
      ],
    },
    'constructor hops_init uses it in each new vnet, through hops_reset(), at SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY; so does late',
  ],
];

describe('copies and constructors', () => {
  for (const [what, fields, line] of copies)
    test(what, () => assert.equal(hoverPlainText({ ...variable, ...fields }).split('\n')[5], line));
});
