import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-accessor',
  category: 'Containers',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'a member of a container has no V_ accessor',
  why: `Without V_x the code that means the member names the plain global, which one of the three kernels alone has. A member that nothing names is left alone.`,
  fixes: 'Adds the accessor below the last one of its container.',
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({ accessors: '#define V_tun_ttl VNET_TUN(tun_ttl)\n' }),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  check({ path, tree, report }) {
    for (const { message, help, related, fix, ...at } of tree.containerFaults('container-accessor', path))
      report(at, message, help, { related, fix });
  },
};
