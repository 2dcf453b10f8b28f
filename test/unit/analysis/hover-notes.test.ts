import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { hoverPlainText } from '../../../server/src/core/analysis/answers/hover-markdown.ts';
import { askAt } from '../../kit/hovering.ts';

const HEAD =
  '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <sys/callout.h>\n#include <net/vnet.h>\n';

function hovered(text: string, header = ''): readonly string[] {
  const { session, path, offset } = askAt({
    sources: { 'sys/net/x.h': header, 'sys/net/a.c': `${HEAD}#include <net/x.h>\n${text}` },
  });
  const answer = hoverAt(session, path, offset);
  return answer === undefined ? [] : hoverPlainText(answer).split(/\n+/);
}

describe('levels', () => {
  // Values: sys/kernel.h of the sample kernel.
  const text = `static void a(const void *u) {}
static void b(const void *u) {}
VNET_SYSINIT(a, SI_SUB_PSEU‸DO, SI_ORDER_FIRST, a, NULL);
VNET_SYSUNINIT(b, SI_SUB_PSEUDO, SI_ORDER_SECOND, b, NULL);
`;
  test('its value, and what runs there', () => {
    assert.deepEqual(hovered(text), [
      'SI_SUB_PSEUDO level of SYSINIT(9): 0x7000000 · 13.0-SAMPLE amd64 GENERIC',
      '1 constructors of vnets in this kernel: a',
      '1 destructors of vnets in this kernel: b',
    ]);
  });
  test('an order', () => {
    assert.deepEqual(hovered(text.replace('PSEU‸DO, SI_ORDER_FIRST', 'PSEUDO, SI_ORDER_FI‸RST')), [
      'SI_ORDER_FIRST order within a level of SYSINIT(9): 0x0 · 13.0-SAMPLE amd64 GENERIC',
      '1 constructors of vnets in this kernel: a',
    ]);
  });
});

test("statistics' sysctl is theirs", () => {
  const text = `struct st { uint64_t a; };
#define SYSCTL_VNET_PCPUSTAT(parent, nbr, name, type, array, desc)
VNET_PCPUSTAT_DEFINE(struct st, ‸st);
SYSCTL_VNET_PCPUSTAT(_net_inet_tcp, OID_AUTO, stats, struct st, st, "Statistics");
`;
  assert.deepEqual(
    hovered(text).filter((line) => line.startsWith('sysctl')),
    ['sysctl net.inet.tcp.stats SYSCTL_VNET_PCPUSTAT: Statistics'],
  );
});

describe('sysctls', () => {
  const sysctl = (access: string, mark = 'le‸af'): string =>
    `VNET_DEFINE(int, x);\nSYSCTL_INT(_net_inet_tcp, OID_AUTO, ${mark}, ${access}, &VNET_NAME(x), 0, "what it is");\n`;
  const cases: readonly (readonly [access: string, line: string])[] = [
    ['CTLFLAG_VNET | CTLFLAG_RW', "read and written inside a vnet jail: the vnet's own copy"],
    ['CTLFLAG_VNET | CTLFLAG_RD', "read, not written, inside a vnet jail: the vnet's own copy"],
    ['CTLFLAG_RW', 'read, not written, inside a vnet jail: one value for all'],
    ['CTLFLAG_RW | CTLFLAG_PRISON', 'read and written inside a vnet jail: one value for all'],
    ['CTLFLAG_VNET | CTLFLAG_WR', "written inside a vnet jail: the vnet's own copy"],
  ];
  for (const [access, line] of cases)
    test(access, () => {
      assert.deepEqual(hovered(sysctl(access)), [
        `net.inet.tcp.leaf sysctl, SYSCTL_INT, ${access}`,
        line,
        'x, a virtualized global, is behind it',
        'what it is',
      ]);
    });
  test('at its macro', () => {
    assert.equal(
      hovered(sysctl('CTLFLAG_RW', 'leaf').replace('SYSCTL_INT', 'SYSCTL_‸INT'))[0],
      'net.inet.tcp.leaf sysctl, SYSCTL_INT, CTLFLAG_RW',
    );
  });
});

test("CURVNET_SET's argument: until where it holds", () => {
  assert.deepEqual(
    hovered(
      'struct so { struct vnet *so_vnet; };\nvoid f(struct so *so) {\n\tCURVNET_SET(so->so_vn‸et);\n\tif (so) { CURVNET_RESTORE(); return; }\n\tCURVNET_RESTORE();\n}\n',
    ),
    [
      "so->so_vnet is the thread's vnet from here on: every V_x below is its copy",
      'the vnet before it comes back with CURVNET_RESTORE(): line 11, line 12',
    ],
  );
});

describe('functions', () => {
  const uses = 'VNET_DEFINE_STATIC(int, x);\n#define V_x VNET(x)\n';
  test('a constructor where it is defined', () => {
    assert.deepEqual(
      hovered(
        'static void\nma‸ke(const void *u)\n{\n}\nVNET_SYSINIT(made, SI_SUB_PSEUDO, SI_ORDER_ANY, make, NULL);\n',
      ),
      [
        'make() net/a.c',
        'constructor of vnets: runs in each new vnet at SI_SUB_PSEUDO, SI_ORDER_ANY, registered as made',
      ],
    );
  });
  test('what needs curvnet: who sets it and who does not', () => {
    const text = `${uses}void
low(void)
{
	V_x++;
}
void set(struct vnet *v);
void
set(struct vnet *v)
{
	CURVNET_SET(v);
	lo‸w();
	CURVNET_RESTORE();
}
static void
tick(void *arg)
{
	low();
}
void start(struct callout *c);
void
start(struct callout *c)
{
	callout_reset(c, 1, tick, NULL);
}
`;
    assert.deepEqual(hovered(text), [
      'low() net/a.c',
      'low needs curvnet: from x; set by set; not set by tick',
      'called by set, tick',
    ]);
  });
  test('nothing of a function that has nothing to do with vnets', () => {
    assert.deepEqual(hovered('int\nor‸dinary(void)\n{\n\treturn (1);\n}\n'), []);
  });
});

test('statistics macros: what they count in', () => {
  const header = `struct st { uint64_t st_a; uint64_t st_b; };
VNET_PCPUSTAT_DECLARE(struct st, stat);
#define ST_INC(m) VNET_PCPUSTAT_ADD(struct st, stat, m, 1)
`;
  const text = 'VNET_PCPUSTAT_DEFINE(struct st, stat);\nvoid f(void);\nvoid\nf(void)\n{\n\tST_I‸NC(st_b);\n}\n';
  assert.deepEqual(hovered(text, header), [
    'ST_INC counts in the statistics of the current vnet: stat[st_b], a counter(9) of struct st',
    'needs curvnet: the counters are those of VNET(stat)',
    'macro net/x.h:3 · defined net/a.c',
  ]);
});

describe('records that a virtualized global holds', () => {
  // amd64 psABI: int 4/4, long 8/8; the hole is before the long.
  const record = 'struct held { int h_a; long h_b; char h_c; };\nstruct other { int o_a; };\n';
  test('where it is named', () => {
    assert.deepEqual(hovered(`${record}VNET_DEFINE(struct held, x);\nstruct he‸ld *f(void);\n`), [
      'struct held 24 bytes, align 8, 3 members, 1 hole (4 bytes), 7 bytes of padding at the end · 13.0-SAMPLE amd64 GENERIC',
      'type of the virtualized global x',
    ]);
  });
  test('a member where it is declared', () => {
    assert.deepEqual(hovered(`${record.replace('h_b', 'h‸_b')}VNET_DEFINE(struct held, x);\n`), [
      'long h_b of struct held: 8 bytes at offset 8, 4-byte hole before it, cache line 0 of the record',
      'struct held: 24 bytes, align 8, 1 hole (4 bytes), 7 bytes of padding at the end',
      'type of the virtualized global x',
    ]);
  });
  test('nothing of records that none holds', () => {
    assert.deepEqual(hovered(`${record.replace('o_a', 'o‸_a')}VNET_DEFINE(struct held, x);\n`), []);
  });
});
