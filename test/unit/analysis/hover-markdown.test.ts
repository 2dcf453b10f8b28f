import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { Location } from '../../../server/src/core/analysis/answers/answer-terms.ts';
import { declarationText } from '../../../server/src/core/analysis/answers/answer-terms.ts';
import type { HoverAnswer, VariableHover } from '../../../server/src/core/analysis/answers/hover.ts';
import { hoverMarkdown, hoverPlainText } from '../../../server/src/core/analysis/answers/hover-markdown.ts';
import { at, variable } from '../../kit/hovered-variable.ts';

const href = ({ path, line }: Location): string => `file:///${path}#L${line}`;

test('the answer in three lines, below a rule the rest', () => {
  assert.equal(
    hoverMarkdown(variable, { href }),
    [
      '**`int hops`** virtualized global  ',
      '**4 bytes**, align 4 · offset **260** (0x104) of set_vnet · 13.0 amd64 GENERIC  ',
      'in a new vnet **`HOPS`** = **`64`**',
      '',
      '---',
      '',
      'How \\*far\\* it goes.  ',
      'sysctl [net.hops](file:///sys/net/a.c#L8) CTLFLAG_RW, **without CTLFLAG_VNET**: Hops  ',
      'global symbol `vnet_entry_hops`, VNET_DEFINE  ',
      '2 uses · defined [net/a.c:7](file:///sys/net/a.c#L7) · declared [net/x.h:1](file:///sys/net/x.h#L1) · accessor [net/x.h:2](file:///sys/net/x.h#L2)',
    ].join('\n'),
  );
});

test('without markdown the words are the same', () => {
  const text = hoverPlainText(variable);
  assert.match(
    text,
    /^int hops virtualized global\n4 bytes, align 4 · offset 260 \(0x104\) of set_vnet · 13\.0 amd64 GENERIC\nin a new vnet HOPS = 64\n\nHow \*far\* it goes\.\n/,
  );
  assert.doesNotMatch(text, /\*\*|`|\]\(/);
});

/** What a field makes of the second line. */
const seconds: readonly (readonly [what: string, fields: Partial<VariableHover>, line: string])[] = [
  [
    'what is being worked out',
    { sizeBytes: null, alignBytes: null, place: { kind: 'pending' } },
    'size: not measured yet · offset: not measured yet · 13.0 amd64 GENERIC',
  ],
  [
    "a declaration's size",
    { alignBytes: null, place: { kind: 'pending' } },
    '4 bytes · offset: not measured yet · 13.0 amd64 GENERIC',
  ],
  [
    'an unknown size',
    {
      sizeBytes: null,
      alignBytes: null,
      unknown: 'struct x is not defined here',
      place: { kind: 'unknown', reason: 'the same' },
    },
    'size unknown: struct x is not defined here · offset unknown: the same · 13.0 amd64 GENERIC',
  ],
  [
    'no VIMAGE',
    { place: { kind: 'noVimage' } },
    '4 bytes, align 4 · an ordinary variable: the configuration has no options VIMAGE · 13.0 amd64 GENERIC',
  ],
  [
    "another file's module",
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['pf'] } },
    '4 bytes, align 4 · not in this kernel: net/a.c is compiled only in pf.ko · 13.0 amd64 GENERIC',
  ],
  [
    'several modules',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['a', 'b'] } },
    '4 bytes, align 4 · not in this kernel: net/a.c is compiled only in a.ko, b.ko · 13.0 amd64 GENERIC',
  ],
  [
    'modules not known yet',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: undefined } },
    '4 bytes, align 4 · not in this kernel: net/a.c is not compiled; its module: not read yet · 13.0 amd64 GENERIC',
  ],
  [
    'a module that is not measured yet',
    {
      place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['pf'], isMeasured: false },
    },
    '4 bytes, align 4 · not in this kernel: net/a.c is compiled only in pf.ko, not measured yet · 13.0 amd64 GENERIC',
  ],
  [
    'a module that brings it',
    {
      place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: false, modules: ['pf'] },
      inModules: [{ module: 'pf', offsetBytes: 8, sizeBytes: 6744, modspaceBytes: 32768 }],
    },
    '4 bytes, align 4 · pf.ko +8, modspace offset 8 if loaded first · 13.0 amd64 GENERIC',
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
    '4 bytes, align 4 · a.ko +0, modspace offset 0 if loaded first; b.ko +16, modspace offset 16 if loaded first · 13.0 amd64 GENERIC',
  ],
  [
    '#if',
    { place: { kind: 'notInKernel', file: 'sys/net/a.c', isCompiled: true, modules: [] } },
    '4 bytes, align 4 · not in this kernel: net/a.c is compiled, but #if excludes it · 13.0 amd64 GENERIC',
  ],
  [
    'no definition',
    { place: { kind: 'undefined' } },
    '4 bytes, align 4 · defined nowhere in this tree · 13.0 amd64 GENERIC',
  ],
];

describe('what is not known is said, with its reason', () => {
  for (const [what, fields, line] of seconds) {
    test(what, () => assert.equal(hoverPlainText({ ...variable, ...fields }).split('\n')[1], line));
  }
});

const initials: readonly (readonly [what: string, initial: VariableHover['initial'], line: string])[] = [
  ['zero', 'zero', 'in a new vnet zero'],
  [
    'a plain number',
    {
      text: '1',
      value: { bytes: [1, 0, 0, 0], sizeBytes: 4, isZero: false, relocations: [], integer: '1', unknown: undefined },
    },
    'in a new vnet 1',
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
    'in a new vnet {}, bytes 00 × 16',
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
    'in a new vnet f, bytes 00 00 00 00 00 00 00 00, &f',
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
    'in a new vnet { ... }, bytes 01 00 ..., at 8 &f+4',
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
    'in a new vnet f() (bytes unknown: a call is no constant)',
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
  assert.match(hoverMarkdown(note, { href }), /^\*\*`` a`b ``\*\*/);
  assert.match(hoverMarkdown({ ...variable, source: '/* ``` */' }, { href }), /\n````c\n\/\* ``` \*\/\n````$/);
});

/** What fields make of the lines below the rule. */
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
    'global symbol vnet_entry_hops, VNET_DEFINE · page 2 of 60, between a and b; its 64-byte cache line also holds a, b, c and 1 more',
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
    'global symbol pcpu_entry_hops, VNET_DEFINE · page 1 of 1; alone in its 128-byte cache line',
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
    test(what, () =>
      assert.ok(
        hoverPlainText({ ...variable, ...fields })
          .split('\n\n')[1]
          ?.split('\n')
          .includes(line),
      ),
    );
});

describe('what a new vnet holds', () => {
  const writer = { function: 'hops_init', file: 'sys/net/a.c', line: 30 };
  const fresh = { name: 'hops', file: 'sys/net/a.c', inVnet0: '16', inOthers: '16', writer };
  const constructor = {
    ...at('sys/net/a.c', 30),
    handler: 'hops_init',
    subsystem: 'SI_SUB_PROTO_DOMAIN',
    order: 'SI_ORDER_ANY',
    through: undefined,
    mentionedIn: 'sys/net/a.c',
  };
  const cases: readonly (readonly [what: string, fields: Partial<VariableHover>, line: string])[] = [
    ['set by a constructor', { fresh }, 'in a new vnet 16: hops_init() sets it; initially HOPS = 64'],
    [
      'otherwise in vnet0',
      { fresh: { ...fresh, inVnet0: '8' } },
      'in a new vnet 16, in vnet0 8: hops_init() sets it; initially HOPS = 64',
    ],
    [
      'known to be left alone',
      { fresh: { ...fresh, writer: undefined }, constructors: [constructor] },
      'in a new vnet HOPS = 64',
    ],
    ['not known', { constructors: [constructor] }, 'a new vnet starts with HOPS = 64'],
    ['on a CPU', { set: 'set_pcpu' }, 'on each CPU HOPS = 64'],
  ];
  for (const [what, fields, line] of cases)
    test(what, () => assert.equal(hoverPlainText({ ...variable, ...fields }).split('\n')[2], line));
});

test('smaller below the rule, where <small> does that', () => {
  const [head, below] = hoverMarkdown(variable, { href, hasSmall: true }).split('\n\n---\n\n');
  assert.doesNotMatch(head ?? '', /<small>/);
  for (const line of (below ?? '').split('  \n')) assert.match(line, /^<small>.*<\/small>$/);
});

test('a comment that looks like a list stays a line', () => {
  assert.match(hoverMarkdown({ ...variable, comment: '1. first' }, { href }), /\n1\\\. first/);
  assert.match(hoverMarkdown({ ...variable, comment: '- first' }, { href }), /\n\\- first/);
});
