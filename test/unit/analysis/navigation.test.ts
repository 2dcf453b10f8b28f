import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { declarationAt, definitionAt } from '../../../server/src/core/analysis/answers/definition.ts';
import { documentSymbols, type DocumentSymbol } from '../../../server/src/core/analysis/answers/document-symbols.ts';
import { highlightsAt, referencesAt } from '../../../server/src/core/analysis/answers/references.ts';
import { workspaceSymbols } from '../../../server/src/core/analysis/answers/workspace-symbols.ts';
import { askAt, type MarkedKernel } from '../../kit/hovering.ts';
import { readMarked } from '../../kit/marked-text.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\n';

/** Stretches marked in the sources, as "path:start". */
function marked({ sources }: MarkedKernel): readonly string[] {
  return Object.entries(sources)
    .flatMap(([path, text]) => readMarked(text).stretches.map(({ start }) => `${path}:${start}`))
    .sort();
}

const places = (found: readonly { readonly path: string; readonly start: number }[] | undefined): readonly string[] =>
  [...(found ?? [])].map(({ path, start }) => `${path}:${start}`).sort();

const HEADER = 'VNET_DECLARE(int, x);\n#define V_x VNET(x)\n';

/** The marked stretches are the answer. */
const definitions: readonly (readonly [what: string, kernel: MarkedKernel])[] = [
  [
    'from a use to another file',
    {
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, «x») = 1;\n`,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_‸x); }\n`,
      },
    },
  ],
  [
    'from a declaration',
    { sources: { 'sys/net/x.h': 'VNET_DECLARE(int, ‸x);\n', 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, «x») = 1;\n` } },
  ],
  [
    'from a sysctl',
    {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, «x») = 1;\nSYSCTL_INT(_net, OID_AUTO, x, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(‸x), 0, "X");\n`,
      },
    },
  ],
  [
    'the static one of this file',
    {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE_STATIC(int, x);\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE_STATIC(int, «x»);\n#define V_x VNET(x)\nint f(void) { return (V_‸x); }\n`,
      },
    },
  ],
  [
    'not a static one of another file',
    {
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/a.c': `${HEAD}VNET_DEFINE_STATIC(int, x);\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE(int, «x»);\n`,
        'sys/net/c.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_‸x); }\n`,
      },
    },
  ],
  [
    'a declaration where nothing defines it',
    {
      sources: {
        'sys/net/x.h': `VNET_DECLARE(int, «x»);\n#define V_x VNET(x)\n`,
        'sys/net/c.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_‸x); }\n`,
      },
    },
  ],
  [
    'nothing for an ordinary name',
    { sources: { 'sys/net/c.c': `${HEAD}int ordinary;\nint f(void) { return (‸ordinary); }\n` } },
  ],
];

describe('definition', () => {
  for (const [what, kernel] of definitions) {
    test(what, () => {
      const { session, path, offset } = askAt(kernel);
      assert.deepEqual(places(definitionAt(session, path, offset)?.places), marked(kernel));
    });
  }

  test('declaration', () => {
    const kernel: MarkedKernel = {
      sources: { 'sys/net/x.h': 'VNET_DECLARE(int, «x»);\n', 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, ‸x) = 1;\n` },
    };
    const { session, path, offset } = askAt(kernel);
    assert.deepEqual(places(declarationAt(session, path, offset)?.places), marked(kernel));
  });
});

const references: readonly (readonly [what: string, includeDeclarations: boolean, kernel: MarkedKernel])[] = [
  [
    'over files, with declarations',
    true,
    {
      sources: {
        'sys/net/x.h': 'VNET_DECLARE(int, «x»);\n#define «V_x» VNET(«x»)\n',
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, «x») = 1;\nint *p(void) { return (&VNET(«x»)); }\n`,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\n#if 0\nint g(void) { return («V_x»); }\n#endif\nint f(int x) { return («V_‸x» + x /* V_x */); }\n`,
      },
    },
  ],
  [
    'uses alone',
    false,
    {
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, x) = 1;\nint *p(void) { return (&VNET(«x»)); }\n`,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nint f(void) { return («V_‸x»); }\n`,
      },
    },
  ],
  [
    'a static variable has its own file alone',
    false,
    {
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE_STATIC(int, x);\n#define V_x VNET(x)\nint f(void) { return (V_x); }\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE_STATIC(int, x);\n#define V_x VNET(x)\nint f(void) { return («V_‸x»); }\n`,
      },
    },
  ],
  [
    'a static namesake is another variable',
    false,
    {
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/a.c': `${HEAD}VNET_DEFINE_STATIC(int, x);\nint *p(void) { return (&VNET(x)); }\n`,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nVNET_DEFINE(int, x);\nint f(void) { return («V_‸x»); }\n`,
      },
    },
  ],
  [
    'statistics, with what makes and frees their counters',
    false,
    {
      sources: {
        'sys/net/a.c': `${HEAD}struct st { uint64_t a; };\nVNET_PCPUSTAT_DEFINE(struct st, ‸st);\nVNET_PCPUSTAT_SYSINIT(«st»);\nVNET_PCPUSTAT_SYSUNINIT(«st»);\nvoid f(void) { VNET_PCPUSTAT_ADD(struct st, «st», a, 1); }\n`,
      },
    },
  ],
];

describe('references', () => {
  for (const [what, includeDeclarations, kernel] of references) {
    test(what, () => {
      const { session, path, offset } = askAt(kernel);
      assert.deepEqual(places(referencesAt(session, path, offset, includeDeclarations)), marked(kernel));
    });
  }

  test('in one file, reads and writes told apart', () => {
    const text = `${HEAD}VNET_DEFINE(int, «x») = 1;\n#define «V_x» VNET(«x»)\nvoid f(void) { «V_‸x» = 1; «V_x» += 2; «V_x»++; --«V_x»; VNET(«x») = 3; g(«V_x», &«V_x»); if («V_x» == 1) return; }\n`;
    const { session, path, offset } = askAt({ sources: { 'sys/net/a.c': text } });
    const found = highlightsAt(session, path, offset);
    assert.deepEqual(
      found.map(({ start }) => `sys/net/a.c:${start}`).sort(),
      marked({ sources: { 'sys/net/a.c': text } }),
    );
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['name', 'name', 'name', 'write', 'write', 'write', 'write', 'write', 'read', 'read', 'read'],
    );
  });
});

function outline(symbols: readonly DocumentSymbol[], indent = ''): readonly string[] {
  return symbols.flatMap(({ kind, name, detail, children }) => [
    `${indent}${kind} ${name} | ${detail}`,
    ...outline(children, `${indent}  `),
  ]);
}

describe('symbols', () => {
  const text = `${HEAD}VNET_DEFINE(int, x) = 1;
#define V_x VNET(x)
SYSCTL_INT(_net_inet, OID_AUTO, hops, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(x), 0, "X");
VNET_DEFINE_STATIC(char, name[16]);
VNET_DECLARE(long, y);
#define V_y VNET(y)
static void up(void *arg) { }
VNET_SYSINIT(a_up, SI_SUB_PSEUDO, SI_ORDER_ANY, up, NULL);‸
`;

  test('of a document: what follows a definition and belongs to it lies under it', () => {
    const { session, path } = askAt({ sources: { 'sys/net/a.c': text } });
    assert.deepEqual(outline(documentSymbols(session, path)), [
      'definition x | int · VNET_DEFINE',
      '  accessor V_x | VNET(x)',
      '  sysctl net.inet.hops | SYSCTL_INT of x',
      'definition name | static char [16] · VNET_DEFINE_STATIC',
      'declaration y | long · VNET_DECLARE',
      'accessor V_y | VNET(y)',
      'sysinit a_up | vnet constructor up at SI_SUB_PSEUDO, SI_ORDER_ANY',
    ]);
  });

  test('of a document: each name lies inside its construct, each child inside its parent', () => {
    const { session, path } = askAt({ sources: { 'sys/net/a.c': text } });
    const check = (
      symbols: readonly DocumentSymbol[],
      within: { readonly start: number; readonly end: number },
    ): void => {
      for (const { name, range, selection, children } of symbols) {
        assert.ok(range.start >= within.start && range.end <= within.end, name);
        assert.ok(selection.start >= range.start && selection.end <= range.end, name);
        check(children, range);
      }
    };
    check(documentSymbols(session, path), { start: 0, end: text.length });
  });

  const queries: readonly (readonly [query: string, first: string])[] = [
    ['x', 'definition x'],
    ['V_x', 'accessor V_x'],
    ['v_x', 'accessor V_x'],
    ['net.inet.hops', 'sysctl net.inet.hops'],
    ['a_up', 'sysinit a_up'],
    ['nme', 'definition name'],
  ];
  for (const [query, first] of queries) {
    test(`of the tree: ${query}`, () => {
      const { session } = askAt({ sources: { 'sys/net/a.c': text } });
      const [found] = workspaceSymbols(session, query);
      assert.equal(`${found?.kind ?? ''} ${found?.name ?? ''}`, first);
    });
  }

  test('of the tree: nothing that does not fit', () => {
    const { session } = askAt({ sources: { 'sys/net/a.c': text } });
    assert.deepEqual(workspaceSymbols(session, 'zzzqqq'), []);
  });
});
