import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-guard',
  category: 'Containers',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'an extern outside VIMAGE_GLOBALS whose definition is inside, or the reverse',
  why: `With options VIMAGE_GLOBALS the plain globals exist, without it the container's members. An extern that every kernel sees promises a variable that most
do not have: it compiles, and does not link, or worse, links with another one. A definition outside makes a variable that nobody but old code reads.`,
  fixes: 'Puts the declaration between #ifdef VIMAGE_GLOBALS and #endif.',
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun_var.h': 'extern int tun_ttl;\n',
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun_var.h': '#ifdef VIMAGE_GLOBALS\nextern int tun_ttl;\n#endif\n',
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  check({ path, tree, report }) {
    for (const { message, help, related, fix, ...at } of tree.containerFaults('container-guard', path))
      report(at, message, help, { related, fix });
  },
};
