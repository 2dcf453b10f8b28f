import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-init',
  category: 'Containers',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'V_x is used without the INIT_VNET_ of its container',
  why: `With options VIMAGE the accessor uses a local pointer that INIT_VNET_INET(curvnet) or the like declares. Without the pointer the function compiles only in the two other kernels.`,
  fixes: 'Adds INIT_VNET_X(curvnet) at the beginning of the function.',
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  files: ({ containers }) => containers.files,
  check({ path, tree, report }) {
    for (const { accessor, functionName, base, init, bodyStart, ...spot } of tree.containers.bareUses(path))
      report(
        spot,
        `${accessor} uses the pointer ${base}, which ${functionName} does not declare: it does not compile with options VIMAGE`,
        `add ${init}(curvnet); at the beginning of ${functionName}`,
        {
          fix: {
            title: `Add ${init}(curvnet)`,
            edits: [{ path, start: bodyStart, end: bodyStart, text: `\n\t${init}(curvnet);` }],
          },
        },
      );
  },
};
