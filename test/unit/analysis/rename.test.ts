import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { renameEdits, type Renaming } from '../../../server/src/core/analysis/answers/rename/rename.ts';
import { renameSubject, type Refusal } from '../../../server/src/core/analysis/answers/rename/rename-subject.ts';
import { applyEdits } from '../../../server/src/core/text/text-edit.ts';
import { askAt, type Asked } from '../../kit/hovering.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\n';

function ask(
  sources: Readonly<Record<string, string>>,
  to: string,
): Asked & { readonly answer: Renaming | Refusal | undefined } {
  const asked = askAt({ sources });
  const { session, path, offset } = asked;
  const subject = renameSubject(session, path, offset);
  if (subject === undefined || 'refusal' in subject) return { ...asked, answer: subject };
  const work = renameEdits(session, path, subject, to);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return { ...asked, answer: value };
  }
}

/** The texts after the rename, of the files that it changes. */
function renamed(sources: Readonly<Record<string, string>>, to: string): Readonly<Record<string, string>> {
  const { session, answer } = ask(sources, to);
  assert.ok(answer !== undefined && 'edits' in answer, JSON.stringify(answer));
  const paths = [...new Set(answer.edits.map(({ path }) => path))].sort();
  return Object.fromEntries(
    paths.map((path) => [
      path,
      applyEdits(
        session.files.read(path) ?? '',
        answer.edits.filter((edit) => edit.path === path),
      ),
    ]),
  );
}

function refusal(sources: Readonly<Record<string, string>>, to: string): string {
  const { answer } = ask(sources, to);
  assert.ok(answer !== undefined && 'refusal' in answer, JSON.stringify(answer));
  return answer.refusal;
}

const HEADER = 'VNET_DECLARE(int, x);\n#define\tV_x\tVNET(x)\n#define\tX_ADD(n)\tVNET(x) += (n)\n';

describe('everything that names it', () => {
  const home = `${HEAD}#include <net/x.h>
VNET_DEFINE(int, x) = 1;
SYSCTL_INT(_net, OID_AUTO, x, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(x), 0, "x");
struct s { int x; };
int f(struct s *s) { return (V_‸x + s->x + VNET(x) + vnet_entry_x); }
#if 0
int g(void) { return (V_x); }
#endif
/* V_x is left alone. */
`;
  test('definition, declaration, accessor, uses, sysctl, symbol, what #if leaves out', () => {
    const expected = {
      'sys/net/a.c': home
        .replace('‸', '')
        .replace('VNET_DEFINE(int, x)', 'VNET_DEFINE(int, y)')
        .replace('&VNET_NAME(x)', '&VNET_NAME(y)')
        .replace('(V_x + s->x + VNET(x) + vnet_entry_x)', '(V_y + s->x + VNET(y) + vnet_entry_y)')
        .replace('return (V_x);', 'return (V_y);'),
      'sys/net/b.c': `${HEAD}#include <net/x.h>\nvoid h(void) { V_y++; }\n`,
      'sys/net/x.h': HEADER.replaceAll(/\bx\b/g, 'y').replaceAll('V_x', 'V_y'),
    };
    const sources = {
      'sys/net/x.h': HEADER,
      'sys/net/a.c': home,
      'sys/net/b.c': `${HEAD}#include <net/x.h>\nvoid h(void) { V_x++; }\n`,
    };
    assert.deepEqual(renamed(sources, 'V_y'), expected);
    assert.deepEqual(renamed(sources, 'y'), expected);
    const { answer } = ask(sources, 'y');
    assert.deepEqual(
      answer !== undefined && 'left' in answer && answer.left.map(({ path, line }) => `${path}:${line}`),
      ['sys/net/a.c:13'],
    );
  });

  test('a static one in its own file alone', () => {
    const own = `${HEAD}VNET_DEFINE_STATIC(int, x);\n#define V_x VNET(x)\n`;
    assert.deepEqual(renamed({ 'sys/net/a.c': own, 'sys/net/b.c': `${own}int f(void) { return (V_‸x); }\n` }, 'y'), {
      'sys/net/b.c': `${HEAD}VNET_DEFINE_STATIC(int, y);\n#define V_y VNET(y)\nint f(void) { return (V_y); }\n`,
    });
  });

  test('a struct and a member of the same name stay', () => {
    const text = (name: string): string => `${HEAD}struct x { int x; };
VNET_DEFINE_STATIC(struct x, ${name});
#define V_${name} VNET(${name})
int f(struct x *p) { return (V_${name}.x + p->x + sizeof(struct x)); }
`;
    const cursor = text('x').replace('V_x.x', 'V_‸x.x');
    assert.deepEqual(renamed({ 'sys/net/a.c': cursor }, 'y'), { 'sys/net/a.c': text('y') });
  });

  test('statistics with what belongs to them', () => {
    const text = `${HEAD}struct st { uint64_t st_n; };
VNET_PCPUSTAT_DEFINE(struct st, ‸st);
VNET_PCPUSTAT_SYSINIT(st);
VNET_PCPUSTAT_SYSUNINIT(st);
SYSCTL_VNET_PCPUSTAT(_net, OID_AUTO, st, struct st, st, "");
#define ST_INC(m) VNET_PCPUSTAT_ADD(struct st, st, m, 1)
`;
    assert.deepEqual(renamed({ 'sys/net/a.c': text }, 'stats'), {
      'sys/net/a.c': `${HEAD}struct st { uint64_t st_n; };
VNET_PCPUSTAT_DEFINE(struct st, stats);
VNET_PCPUSTAT_SYSINIT(stats);
VNET_PCPUSTAT_SYSUNINIT(stats);
SYSCTL_VNET_PCPUSTAT(_net, OID_AUTO, st, struct st, stats, "");
#define ST_INC(m) VNET_PCPUSTAT_ADD(struct st, stats, m, 1)
`,
    });
  });

  test("a program's list of symbols", () => {
    const program =
      '#include <nlist.h>\nstatic struct nlist nl[] = {\n\t{ .n_name = "_x" },\n\t{ .n_name = NULL },\n};\nchar *s = "_x";\n';
    assert.equal(
      renamed(
        { 'sys/net/x.h': HEADER, 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, ‸x);\n`, 'usr.bin/p/p.c': program },
        'y',
      )['usr.bin/p/p.c'],
      program.replace('.n_name = "_x"', '.n_name = "_y"'),
    );
  });
});

describe('refused, with the reason', () => {
  const use = `${HEAD}#include <net/x.h>\nVNET_DEFINE(int, x);\nint f(int z) { int y = z; return (y + V_‸x); }\n`;
  const cases: readonly (readonly [
    what: string,
    sources: Readonly<Record<string, string>>,
    to: string,
    why: RegExp,
  ])[] = [
    [
      'a local that would hide it',
      { 'sys/net/x.h': HEADER, 'sys/net/a.c': use },
      'y',
      /sys\/net\/a\.c:7: y is a name of the function/,
    ],
    ['no identifier', { 'sys/net/x.h': HEADER, 'sys/net/a.c': use }, '9x', /no identifier/],
    ['a keyword', { 'sys/net/x.h': HEADER, 'sys/net/a.c': use }, 'int', /keyword/],
    ['its own name', { 'sys/net/x.h': HEADER, 'sys/net/a.c': use }, 'V_x', /has that name/],
    [
      'another virtualized global',
      {
        'sys/net/x.h': `${HEADER}VNET_DECLARE(int, q);\n`,
        'sys/net/a.c': use,
        'sys/net/q.c': `${HEAD}VNET_DEFINE(int, q);\n`,
      },
      'q',
      /q is taken: sys\/net\/q\.c:5/,
    ],
    [
      'an accessor',
      { 'sys/net/x.h': `${HEADER}#define V_q VNET(other)\n`, 'sys/net/a.c': use },
      'q',
      /V_q is taken: sys\/net\/x\.h:4/,
    ],
    ['an ordinary global', { 'sys/net/x.h': `${HEADER}extern int w;\n`, 'sys/net/a.c': use }, 'w', /declared already/],
    ['a macro', { 'sys/net/x.h': `${HEADER}#define w 1\n`, 'sys/net/a.c': use }, 'w', /sys\/net\/x\.h:4: the macro w/],
    [
      'a name that is pasted',
      {
        'sys/net/x.h': `${HEADER}#define GLOBAL(n) V_ ## n\n`,
        'sys/net/a.c': use,
        'sys/net/b.c': `${HEAD}#include <net/x.h>\nint g(void) { return (GLOBAL(x)); }\n`,
      },
      'w',
      /pasted together by GLOBAL \(sys\/net\/x\.h:4\) in sys\/net\/b\.c:6/,
    ],
    [
      'another name for it',
      {
        'sys/net/x.h': 'VNET_DECLARE(int, x);\n#define V_other VNET(x)\n',
        'sys/net/a.c': `${HEAD}#include <net/x.h>\nVNET_DEFINE(int, x);\nint f(void) { return (V_oth‸er); }\n`,
      },
      'w',
      /another name for x/,
    ],
  ];
  for (const [what, sources, to, why] of cases)
    test(what, () => {
      assert.match(refusal(sources, to), why);
    });

  test('an ordinary name is none of ours', () => {
    const { session, path, offset } = askAt({ sources: { 'sys/net/a.c': `${HEAD}int ord‸inary;\n` } });
    assert.equal(renameSubject(session, path, offset), undefined);
  });

  test('before the tree is read', () => {
    const { session, path, offset } = askAt({
      sources: { 'sys/net/x.h': HEADER, 'sys/net/a.c': use },
      unsettled: true,
    });
    const answer = renameSubject(session, path, offset);
    assert.ok(answer === undefined || 'refusal' in answer);
  });
});
