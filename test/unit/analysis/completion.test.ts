import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Completer } from '../../../server/src/core/analysis/answers/completion/completer.ts';
import type { Completion } from '../../../server/src/core/analysis/answers/completion/completion.ts';
import { askAt, settle, type MarkedKernel } from '../../kit/hovering.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';
const HEADER = `struct leaf { int lf_a; };
struct tree { int tr_count; struct leaf tr_leaf; struct tree *tr_next; union { int tr_x; long tr_y; }; };
VNET_DECLARE(int, apple);
VNET_DECLARE(struct tree, oak);
VNET_DECLARE(struct tree *, elm);
#define V_apple VNET(apple)
#define V_oak VNET(oak)
#define V_elm VNET(elm)
`;
const HOME = `${HEAD}#include <net/x.h>
VNET_DEFINE(int, apple) = 1;
VNET_DEFINE(struct tree, oak);
VNET_DEFINE(struct tree *, elm);
VNET_DEFINE_STATIC(int, apricot);
#define V_apricot VNET(apricot)
`;

/** What is offered at the cursor of a source that has the header beside it. */
function offered(marked: string, more: MarkedKernel['sources'] = {}): readonly Completion[] {
  const { session, path, offset } = askAt({
    sources: { 'sys/net/x.h': HEADER, 'sys/net/home.c': HOME, 'sys/net/b.c': marked, ...more },
  });
  return new Completer(session).at(path, offset)?.items ?? [];
}

const labels = (found: readonly Completion[]): readonly string[] => found.map(({ label }) => label);

describe('names behind V_', () => {
  const cases: readonly (readonly [what: string, text: string, labels: readonly string[]])[] = [
    [
      'those that the file reads, and not the static ones of other files',
      `${HEAD}#include <net/x.h>\nint f(void) { return (V_ap‸); }\n`,
      ['V_apple'],
    ],
    [
      'the one that is used nearby comes first',
      `${HEAD}#include <net/x.h>\nint f(void) { return (V_oak.tr_count + V_‸); }\n`,
      ['V_oak', 'V_apple', 'V_elm'],
    ],
    ['without V_ too', `${HEAD}#include <net/x.h>\nint f(void) { return (appl‸); }\n`, ['V_apple']],
    [
      'a part of the name',
      `${HEAD}#define V_red_apple VNET(apple)\nint f(void) { return (V_appl‸); }\n`,
      ['V_apple', 'V_red_apple'],
    ],
    ['nothing inside a string', `${HEAD}#include <net/x.h>\nchar *s = "V_ap‸";\n`, []],
    ['nothing in a comment', `${HEAD}#include <net/x.h>\n/* V_ap‸ */\n`, []],
    ['nothing for ordinary letters', `${HEAD}#include <net/x.h>\nint f(void) { return (ap‸); }\n`, []],
  ];
  for (const [what, text, expected] of cases)
    test(what, () => {
      assert.deepEqual(labels(offered(text)).slice(0, 3), expected);
    });

  test('with its type and home', () => {
    const [first] = offered(`${HEAD}#include <net/x.h>\nint f(void) { return (V_appl‸); }\n`);
    assert.deepEqual([first?.detail, first?.home], ['int', 'net/home.c']);
  });

  test('a header that is not read is said, and its #include stands in the order of names', () => {
    const { session, path, offset, text } = askAt({
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/home.c': HOME,
        'sys/net/b.c': `${HEAD}#ifdef INET\n#include <net/y.h>\n#endif\nint f(void) { return (V_apple‸); }\n`,
      },
    });
    const completer = new Completer(session);
    assert.equal(completer.at(path, offset)?.items[0]?.home, '#include <net/x.h>');
    const { include, hover } = completer.resolve(path, 'V_apple') ?? {};
    assert.equal(String(hover?.sizeBytes), '4');
    assert.equal(include?.text, '#include <net/x.h>\n');
    assert.equal(text.slice(0, include.start), HEAD);
  });

  test('who may use its sysctls in a jail', () => {
    const sysctls = `SYSCTL_INT(_net, OID_AUTO, apple, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(apple), 0, "");
SYSCTL_INT(_net, OID_AUTO, seen, CTLFLAG_VNET | CTLFLAG_RD, &VNET_NAME(apple), 0, "");\n`;
    const { session, path } = askAt({
      sources: {
        'sys/net/x.h': HEADER,
        'sys/net/home.c': `#include <sys/sysctl.h>\n${HOME}${sysctls}int f(void) { return (V_apple‸); }\n`,
      },
    });
    assert.deepEqual(new Completer(session).resolve(path, 'V_apple')?.sysctls, [
      "net.apple: read and written inside a vnet jail: the vnet's own copy",
      "net.seen: read, not written, inside a vnet jail: the vnet's own copy",
    ]);
  });
});

describe('names inside the macros', () => {
  const cases: readonly (readonly [what: string, text: string, labels: readonly string[]])[] = [
    ['VNET, while it is open', `${HEAD}int f(void) { return (VNET(ap‸`, ['apple']],
    ['VNET_NAME, closed', `${HEAD}void *p = &VNET_NAME(oa‸);\n`, ['oak']],
    ['VNET_DECLARE', `${HEAD}VNET_DECLARE(int, ap‸);\n`, ['apple']],
    ['a type is not its name', `${HEAD}VNET_DECLARE(app‸, x);\n`, ['V_apple']],
    [
      'the static one of this file',
      `${HEAD}VNET_DEFINE_STATIC(int, apron);\nint f(void) { return (VNET(ap‸)); }\n`,
      ['apron', 'apple'],
    ],
  ];
  for (const [what, text, expected] of cases)
    test(what, () => {
      assert.deepEqual(labels(offered(text)), expected);
    });
});

describe('members', () => {
  const tree = ['tr_count', 'tr_leaf', 'tr_next', 'tr_x', 'tr_y'];
  const cases: readonly (readonly [what: string, access: string, labels: readonly string[]])[] = [
    ['of a record', 'V_oak.‸', tree],
    ['of what a pointer leads to', 'V_elm->‸', tree],
    ['of a record inside', 'V_oak.tr_leaf.‸', ['lf_a']],
    ['along a list', 'V_elm->tr_next->tr_next->tr_le‸', ['tr_leaf']],
    ['with some letters', 'VNET(oak).tr_n‸', ['tr_next']],
    ['of an address', '(&V_oak)->tr_x‸', ['tr_x']],
    ['none of a number', 'V_apple.‸', []],
    ['none of an ordinary variable', 'other.‸', []],
  ];
  for (const [what, access, expected] of cases)
    test(what, () => {
      const found = offered(`${HEAD}#include <net/x.h>\nint f(void) { return (${access}); }\n`);
      assert.deepEqual(labels(found), expected);
    });

  test('with their types', () => {
    const [first] = offered(`${HEAD}#include <net/x.h>\nint f(void) { return (V_oak.tr_ne‸); }\n`);
    assert.equal(first?.detail, 'struct tree *');
  });
});

test('levels come in the order of time', () => {
  const found = labels(offered(`${HEAD}VNET_SYSINIT(a, SI_SUB_PROTO‸, SI_ORDER_ANY, f, NULL);\n`));
  // As the sample kernel's sys/kernel.h numbers them.
  const order = ['SI_SUB_PROTO_BEGIN', 'SI_SUB_PROTO_DOMAININIT', 'SI_SUB_PROTO_DOMAIN', 'SI_SUB_PROTO_END'];
  assert.deepEqual(
    found.filter((name) => order.includes(name)),
    order.filter((name) => found.includes(name)),
  );
  assert.ok(found.length >= 2);
  assert.deepEqual(labels(offered(`${HEAD}VNET_SYSINIT(a, SI_SUB_PSEUDO, ‸, f, NULL);\n`)).slice(0, 2), [
    'SI_ORDER_FIRST',
    'SI_ORDER_SECOND',
  ]);
});

test('macros bring what belongs to them', () => {
  const found = offered(`${HEAD}VNET_SYSIN‸\n`);
  assert.deepEqual(labels(found), ['VNET_SYSINIT']);
  assert.match(found[0]?.insert ?? '', /VNET_SYSUNINIT\(vnet_\$\{1:name\}_uninit/);
  const [sysctl] = offered(`${HEAD}SYSCTL_IN‸\n`);
  assert.match(sysctl?.insert ?? '', /CTLFLAG_VNET \| CTLFLAG_RW, &VNET_NAME\(\$\{3:name\}\)/);
  const [define] = offered(`${HEAD}VNET_DEFINE_ST‸\n`);
  assert.match(define?.insert ?? '', /^VNET_DEFINE_STATIC\(.*\);\n#define\tV_\$\{2:name\}\tVNET\(\$\{2:name\}\)$/);
});

test('rules in comments that ignore findings', () => {
  const at = (comment: string): readonly string[] => labels(offered(`${HEAD}int a; ${comment}\n`));
  assert.deepEqual(at('/* vnetscope-ignore curvnet-rest‸: it is */'), ['curvnet-restore-without-set']);
  assert.ok(at('// vnetscope-ignore ‸').length > 10);
  assert.deepEqual(at('/* vnetscope-ignore x: a reason ‸ */'), []);
  assert.deepEqual(at('/* curvnet-rest‸ */'), []);
});

test('an answer does not wait for the edit to be read: what it defines is offered once it was, what was there at once', () => {
  const { session, path, offset, text } = askAt({
    sources: {
      'sys/net/x.h': HEADER,
      'sys/net/home.c': HOME,
      'sys/net/b.c': `${HEAD}#include <net/x.h>\nint f(void) { return (V_app‸); }\n`,
    },
  });
  const completer = new Completer(session);
  const names = (): readonly string[] => labels(completer.at(path, offset)?.items ?? []);
  assert.deepEqual(names(), ['V_apple']);
  session.setText(path, `${text}#define V_applause VNET(apple)\n`);
  assert.deepEqual(names(), ['V_apple']);
  settle(session);
  assert.deepEqual(names(), ['V_applause', 'V_apple']);
});

test('a file that nobody has read yet is read', () => {
  const { session } = askAt({ sources: { 'sys/net/x.h': HEADER, 'sys/net/b.c': `${HEAD}int x‸;\n` } });
  const text = `${HEAD}#define V_applause VNET(apple)\nint f(void) { return (V_appl); }\n`;
  session.setText('sys/net/fresh.c', text);
  const found = new Completer(session).at('sys/net/fresh.c', text.indexOf('V_appl)') + 6)?.items ?? [];
  assert.ok(labels(found).includes('V_applause'));
});
