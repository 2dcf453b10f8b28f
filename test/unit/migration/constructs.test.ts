// What each construct becomes: written by hand from style(9), net/vnet.h of 12.0 and sysctl_root_handler of 10.0.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { fileChanges } from '../../../server/src/core/analysis/answers/migrate.ts';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { applyEdits } from '../../../server/src/core/text/text-edit.ts';

function migrated(text: string): { readonly text: string; readonly remarks: readonly string[] } {
  const { changes, remarks } = fileChanges(lexFile('sys/net/a.c', text, new Interner()), ['sysctl', 'static']);
  return {
    text: applyEdits(
      text,
      changes.flatMap(({ edits }) => edits),
    ),
    remarks: remarks.map(({ message }) => message),
  };
}

interface Case {
  readonly before: string;
  readonly after: string;
}

const sysctls: Readonly<Record<string, Case>> = {
  'flags with blanks': {
    before: 'SYSCTL_VNET_INT(_net, OID_AUTO, x, CTLFLAG_RW | CTLFLAG_SECURE, &VNET_NAME(x), 0, "");\n',
    after: 'SYSCTL_INT(_net, OID_AUTO, x,\n    CTLFLAG_VNET | CTLFLAG_RW | CTLFLAG_SECURE, &VNET_NAME(x), 0, "");\n',
  },
  'flags without blanks': {
    before: 'SYSCTL_VNET_PROC(_net, OID_AUTO, x, CTLTYPE_INT|CTLFLAG_RW, NULL, 0, f, "I", "");\n',
    after: 'SYSCTL_PROC(_net, OID_AUTO, x,\n    CTLFLAG_VNET|CTLTYPE_INT|CTLFLAG_RW, NULL, 0, f, "I", "");\n',
  },
  'every macro, tabs and comments as they are': {
    before:
      'SYSCTL_VNET_UINT(_net, 1,\tx,\n\tCTLFLAG_RD,\t/* why */ &VNET_NAME(x),\t0,\t"");\nSYSCTL_VNET_STRUCT(_net, 2, y, CTLFLAG_RD,\n    &VNET_NAME(y), ystat, "");\nSYSCTL_VNET_STRING(_net, 3, s, CTLFLAG_RD,\n    VNET_NAME(s), 0, "");\nSYSCTL_VNET_OPAQUE(_net, 4, o, CTLFLAG_RD,\n    &VNET_NAME(o), 4, "I", "");\n',
    after:
      'SYSCTL_UINT(_net, 1,\tx,\n\tCTLFLAG_VNET | CTLFLAG_RD,\t/* why */\n\t&VNET_NAME(x),\t0,\t"");\nSYSCTL_STRUCT(_net, 2, y, CTLFLAG_VNET | CTLFLAG_RD,\n    &VNET_NAME(y), ystat, "");\nSYSCTL_STRING(_net, 3, s, CTLFLAG_VNET | CTLFLAG_RD,\n    VNET_NAME(s), 0, "");\nSYSCTL_OPAQUE(_net, 4, o, CTLFLAG_VNET | CTLFLAG_RD,\n    &VNET_NAME(o), 4, "I", "");\n',
  },
  'a line that gets wider than 80 columns is broken as its neighbours are': {
    before: 'SYSCTL_VNET_INT(_net_inet_flowtable, OID_AUTO, fin_wait_expire, CTLFLAG_RW,\n\t&VNET_NAME(x), 0, "");\n',
    after:
      'SYSCTL_INT(_net_inet_flowtable, OID_AUTO, fin_wait_expire,\n\tCTLFLAG_VNET | CTLFLAG_RW,\n\t&VNET_NAME(x), 0, "");\n',
  },
  'the flag begins its line already': {
    before:
      'SYSCTL_VNET_PROC(_net, OID_AUTO, x,\n    CTLTYPE_UINT | CTLFLAG_RW, &VNET_NAME(vegas_alpha_and_more), 1, &vegas_handler,\n    "IU", "");\n',
    after:
      'SYSCTL_PROC(_net, OID_AUTO, x,\n    CTLFLAG_VNET | CTLTYPE_UINT | CTLFLAG_RW,\n    &VNET_NAME(vegas_alpha_and_more), 1, &vegas_handler,\n    "IU", "");\n',
  },
  'the flag is there': {
    before: 'SYSCTL_VNET_INT(_net, OID_AUTO, x, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(x), 0, "");\n',
    after: 'SYSCTL_INT(_net, OID_AUTO, x, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(x), 0, "");\n',
  },
  'an access that binds looser than |': {
    before: 'SYSCTL_VNET_INT(_net, OID_AUTO, x, RO ? CTLFLAG_RD : CTLFLAG_RW,\n    &VNET_NAME(x), 0, "");\n',
    after: 'SYSCTL_INT(_net, OID_AUTO, x, CTLFLAG_VNET | (RO ? CTLFLAG_RD : CTLFLAG_RW),\n    &VNET_NAME(x), 0, "");\n',
  },
  'a macro of its own keeps its backslashes': {
    before:
      '#define\tMINE(n)\t\\\n\tSYSCTL_VNET_INT(_net_inet_mine_and_yours, OID_AUTO, n, CTLFLAG_RW, &VNET_NAME(n), 0, #n)\n',
    after:
      '#define\tMINE(n)\t\\\n\tSYSCTL_INT(_net_inet_mine_and_yours, OID_AUTO, n, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(n), 0, #n)\n',
  },
  'SYSCTL_VNET_PCPUSTAT is still there in 15': {
    before: 'SYSCTL_VNET_PCPUSTAT(_net, OID_AUTO, stats, struct s, s, "");\n',
    after: 'SYSCTL_VNET_PCPUSTAT(_net, OID_AUTO, stats, struct s, s, "");\n',
  },
  handlers: {
    before:
      'static int\nf(SYSCTL_HANDLER_ARGS)\n{\n\tint error;\n\n\tVNET_SYSCTL_ARG(req, arg1);\n\n\terror = vnet_sysctl_handle_int(oidp, oidp->oid_arg1, oidp->oid_arg2, req);\n\treturn (vnet_sysctl_handle_uint(oidp, arg1, arg2, req));\n}\n',
    after:
      'static int\nf(SYSCTL_HANDLER_ARGS)\n{\n\tint error;\n\n\terror = sysctl_handle_int(oidp, arg1, oidp->oid_arg2, req);\n\treturn (sysctl_handle_int(oidp, arg1, arg2, req));\n}\n',
  },
  "comments, strings and the handlers' own definitions are left alone": {
    before:
      '/* SYSCTL_VNET_INT(a, b, c, d, e, f, g) */\nchar *s = "SYSCTL_VNET_INT(a, b, c, d, e, f, g)";\nint\nvnet_sysctl_handle_int(SYSCTL_HANDLER_ARGS)\n{\n}\n',
    after:
      '/* SYSCTL_VNET_INT(a, b, c, d, e, f, g) */\nchar *s = "SYSCTL_VNET_INT(a, b, c, d, e, f, g)";\nint\nvnet_sysctl_handle_int(SYSCTL_HANDLER_ARGS)\n{\n}\n',
  },
  'the interface itself': {
    before:
      '#define\tSYSCTL_VNET_INT(p, n, m, a, t, v, d)\tSYSCTL_OID(p)\n#define\tX\tSYSCTL_VNET_PROC(a, b, c, d, e, f, g, h, i)\n',
    after:
      '#define\tSYSCTL_VNET_INT(p, n, m, a, t, v, d)\tSYSCTL_OID(p)\n#define\tX\tSYSCTL_VNET_PROC(a, b, c, d, e, f, g, h, i)\n',
  },
  'lines that end in CR LF': {
    before:
      'SYSCTL_VNET_INT(_net_inet_flowtable, OID_AUTO, fin_wait_expire, CTLFLAG_RW,\r\n    &VNET_NAME(x), 0, "");\r\n',
    after:
      'SYSCTL_INT(_net_inet_flowtable, OID_AUTO, fin_wait_expire,\r\n    CTLFLAG_VNET | CTLFLAG_RW,\r\n    &VNET_NAME(x), 0, "");\r\n',
  },
};

const statics: Readonly<Record<string, Case>> = {
  VNET_DEFINE: {
    before: 'static VNET_DEFINE(int, x) = 1;\t/* one */\n',
    after: 'VNET_DEFINE_STATIC(int, x) = 1;\t/* one */\n',
  },
  'with a tab': { before: 'static\tVNET_DEFINE(int, x);\n', after: 'VNET_DEFINE_STATIC(int, x);\n' },
  'an array on two lines': {
    before: 'static VNET_DEFINE(struct s,\n    x[A(1, 2)]);\n',
    after: 'VNET_DEFINE_STATIC(struct s,\n    x[A(1, 2)]);\n',
  },
  'qualifiers go into the type': {
    before: 'static volatile VNET_DEFINE(int, x);\nconst static VNET_DEFINE(int, y) = 2;\n',
    after: 'VNET_DEFINE_STATIC(volatile int, x);\nVNET_DEFINE_STATIC(const int, y) = 2;\n',
  },
  'counters and DPCPU': {
    before: 'static VNET_PCPUSTAT_DEFINE(struct s, s);\nstatic DPCPU_DEFINE(int, n);\n',
    after: 'VNET_PCPUSTAT_DEFINE_STATIC(struct s, s);\nDPCPU_DEFINE_STATIC(int, n);\n',
  },
  'static on its own line': { before: 'static\nVNET_DEFINE(int, x);\n', after: 'VNET_DEFINE_STATIC(int, x);\n' },
  'a comment between': {
    before: 'static /* here */ VNET_DEFINE(int, x);\n',
    after: ' /* here */ VNET_DEFINE_STATIC(int, x);\n',
  },
  'a directive that ends in static': {
    before: '#define LOCAL static\nVNET_DEFINE(int, x);\n',
    after: '#define LOCAL static\nVNET_DEFINE(int, x);\n',
  },
  'a macro of its own': {
    before: '#define MINE(t, n)\tstatic VNET_DEFINE(t, n)\n',
    after: '#define MINE(t, n)\tVNET_DEFINE_STATIC(t, n)\n',
  },
  'not static, and static already in the newer way': {
    before: 'VNET_DEFINE(int, x);\nVNET_DEFINE_STATIC(int, y);\nVNET_DECLARE(int, x);\n',
    after: 'VNET_DEFINE(int, x);\nVNET_DEFINE_STATIC(int, y);\nVNET_DECLARE(int, x);\n',
  },
};

for (const [name, cases] of Object.entries({ sysctls, statics })) {
  describe(name, () => {
    for (const [what, { before, after }] of Object.entries(cases)) {
      test(what, () => {
        assert.equal(migrated(before).text, after);
        assert.equal(migrated(after).text, after, 'twice is not the same as once');
      });
    }
  });
}

test('what is to be done by hand is said', () => {
  const pointer = migrated('SYSCTL_VNET_PROC(_net, OID_AUTO, x, CTLTYPE_INT,\n    (void *)2, 0, f, "I", "");\n');
  assert.match(pointer.text, /^SYSCTL_PROC/);
  assert.deepEqual(pointer.remarks, [
    "its pointer is not the address of a virtualized global, but sysctl_root_handler() adds the vnet's base to it",
  ]);
  const bare = 'void f(void) { if (a) VNET_SYSCTL_ARG(req, arg1); }\n';
  assert.deepEqual([migrated(bare).text, migrated(bare).remarks.length], [bare, 1]);
  const short = 'SYSCTL_VNET_INT(_net, OID_AUTO);\n';
  assert.deepEqual([migrated(short).text, migrated(short).remarks], [short, ['SYSCTL_VNET_INT has too few arguments']]);
});
