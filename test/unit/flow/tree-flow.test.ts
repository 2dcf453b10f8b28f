// Who needs curvnet, who may sleep, over files: C17 6.2.2 linkage, macros by the headers that are included.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { TreeFlow } from '../../../server/src/core/flow/tree-flow.ts';
import { flowOf } from '../../kit/flow-files.ts';

const VAR = '#define V_x VNET(x)\n#define V_y VNET(y)\n';

/** "f:x g>f" : f uses x, g calls f; functions without a reason are left out. */
function reasons(tree: TreeFlow, of: 'needs' | 'sleeps'): string {
  const found: string[] = [];
  for (const path of tree.paths) {
    for (const one of tree.functions(path)) {
      const reason = one[of];
      if (reason !== undefined) found.push(`${one.flow.name}${reason.via === undefined ? ':' : '>'}${reason.name}`);
    }
  }
  return found.join(' ');
}

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly sleeps?: string;
}

const inOne = (text: string): Readonly<Record<string, string>> => ({
  'sys/net/v.h': VAR,
  'sys/net/a.c': `#include <net/v.h>\n${text}`,
});

const cases: Readonly<Record<string, Case>> = {
  'a use': { files: inOne('int f(void) { return (V_x); }\n'), needs: 'f:x' },
  'a use under a set': {
    files: inOne('int f(void) { int a; CURVNET_SET(v); a = V_x; CURVNET_RESTORE(); return (a); }\n'),
    needs: '',
  },
  'a use before the set': {
    files: inOne('void f(void) { V_y = 1; CURVNET_SET(v); V_x = 1; CURVNET_RESTORE(); }\n'),
    needs: 'f:y',
  },
  'an explicit vnet': { files: inOne('int f(void) { return (VNET_VNET(vnet0, x)); }\n'), needs: '' },
  'through calls': {
    files: inOne(
      'static int f(void) { return (V_x); }\nint g(void) { return (f()); }\nint h(void) { return (g()); }\n',
    ),
    needs: 'f:x g>f h>g',
  },
  'the shortest way': {
    files: inOne('int f(void) { return (V_x); }\nint g(void) { return (f()); }\nint h(void) { return (g() + f()); }\n'),
    needs: 'f:x g>f h>f',
  },
  'a call under a set': {
    files: inOne('int f(void) { return (V_x); }\nvoid g(void) { CURVNET_SET(v); f(); CURVNET_RESTORE(); }\n'),
    needs: 'f:x',
  },
  'both with a set and without': {
    // Who sets it on one branch knows what the other one does.
    files: inOne(
      'void f(void) { V_x = 1; }\nvoid g(struct ifnet *ifp) { if (ifp != NULL) { CURVNET_SET(ifp->if_vnet); f(); CURVNET_RESTORE(); } else f(); }\n',
    ),
    needs: 'f:x',
  },
  'recursion ends': {
    files: inOne('int f(int a) { return (a ? g(a - 1) : V_x); }\nint g(int a) { return (f(a)); }\n'),
    needs: 'f:x g>f',
  },
  'through a macro': {
    files: {
      'sys/net/v.h': `${VAR}#define XSTAT_INC(n) XSTAT_ADD(n, 1)\n#define XSTAT_ADD(n, v) VNET_PCPUSTAT_ADD(struct xstat, xstat, n, (v))\n`,
      'sys/net/a.c': '#include <net/v.h>\nvoid f(void) { XSTAT_INC(a); }\n',
    },
    needs: 'f:xstat',
  },
  'a macro that calls': {
    files: inOne('#define G() f()\nint f(void) { return (V_x); }\nint g(void) { return (G()); }\n'),
    needs: 'f:x g>f',
  },
  'a macro of a header that is not included': {
    files: {
      'sys/netipsec/i.h': '#define DPRINTF(a) if (V_ipsec_debug) printf a\n#define V_ipsec_debug VNET(ipsec_debug)\n',
      'sys/dev/ath/a.c': '#include <dev/ath/debug.h>\nvoid f(void) { DPRINTF(("x")); }\n',
    },
    needs: '',
  },
  'its own macro before the headers': {
    files: {
      'sys/net/v.h': `${VAR}#define LOG() (V_x)\n`,
      'sys/net/a.c': '#include <net/v.h>\n#define LOG() (1)\nint f(void) { return (LOG()); }\n',
    },
    needs: '',
  },
  'static before global': {
    files: {
      'sys/net/v.h': VAR,
      'sys/net/a.c': '#include <net/v.h>\nint f(void) { return (V_x); }\n',
      'sys/net/b.c': 'static int f(void) { return (0); }\nint g(void) { return (f()); }\n',
      'sys/net/c.c': 'int h(void) { return (f()); }\n',
    },
    needs: 'f:x h>f',
  },
  'static elsewhere is not meant': {
    files: {
      'sys/net/v.h': VAR,
      'sys/net/a.c': '#include <net/v.h>\nstatic int f(void) { return (V_x); }\n',
      'sys/net/b.c': 'int g(void) { return (f()); }\n',
    },
    needs: 'f:x',
  },
  'several could be meant': {
    files: {
      'sys/net/v.h': VAR,
      'sys/a/f.c': '#include <net/v.h>\nint f(void) { return (V_x); }\n',
      'sys/b/f.c': 'int f(void) { return (0); }\n',
      'sys/net/c.c': 'int g(void) { return (f()); }\n',
    },
    needs: 'f:x',
  },
  'all that could be meant do': {
    files: {
      'sys/net/v.h': VAR,
      'sys/a/f.c': '#include <net/v.h>\nint f(void) { return (V_x); }\n',
      'sys/b/f.c': '#include <net/v.h>\nint f(void) { return (V_y); }\n',
      'sys/net/c.c': 'int g(void) { return (f()); }\n',
    },
    needs: 'f:x f:y g>f',
  },
  'members are no calls': {
    files: inOne('int f(void) { return (V_x); }\nint g(struct s *s) { return (s->f() + s->V_x); }\n'),
    needs: 'f:x',
  },
  'inline in a header': {
    files: {
      'sys/net/v.h': `${VAR}static inline int f(void) { return (V_x); }\n`,
      'sys/net/a.c': '#include <net/v.h>\nint g(void) { return (f()); }\n',
    },
    needs: 'f:x g>f',
  },
  sleeping: {
    files: inOne(
      'void f(void) { sx_xlock(&l); }\nvoid g(void) { f(); }\nvoid h(void) { p = malloc(4, M_X, M_WAITOK | M_ZERO); }\nvoid i(void) { p = malloc(4, M_X, M_NOWAIT); mtx_lock(&m); }\n',
    ),
    sleeps: 'f:sx_xlock g>f h:malloc',
  },
  'sleeping by a macro': {
    files: inOne(
      '#define X_LOCK() sx_slock(&x_lock)\n#define X_ALLOC(n) malloc(n, M_X, M_WAITOK)\nvoid f(void) { X_LOCK(); }\nvoid g(void) { a = X_ALLOC(3); }\n',
    ),
    sleeps: 'f:sx_slock g:malloc',
  },
};

describe('the calls of a tree', () => {
  for (const [name, { files, needs, sleeps }] of Object.entries(cases)) {
    test(name, () => {
      const tree = flowOf(files);
      if (needs !== undefined) assert.equal(reasons(tree, 'needs'), needs);
      if (sleeps !== undefined) assert.equal(reasons(tree, 'sleeps'), sleeps);
    });
  }
  test('the story leads to the cause', () => {
    const tree = flowOf(cases['through calls']?.files ?? {});
    const [start] = tree.resolve('sys/net/a.c', 'h');
    assert.ok(start !== undefined);
    assert.deepEqual(
      tree.story(start, 'needs').map(({ functionName, name, isLast }) => `${functionName} ${name} ${isLast}`),
      ['h g false', 'g f false', 'f x true'],
    );
  });
});
