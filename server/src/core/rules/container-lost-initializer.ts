import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-lost-initializer',
  category: 'Containers',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: "a plain global starts with a value that no constructor gives the container's member",
  why: `Each vnet's container is allocated full of zeroes. The initial value of the plain global takes effect in one kernel of three, so a constructor must repeat it.
The per-vnet allocator of 8.0 made static initialization possible again.`,
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl = 64;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  files: ({ containers }) => containers.files,
  check({ path, tree, report }) {
    for (const { name, tag, value, ...spot } of tree.containers.lostInitializers(path))
      report(
        spot,
        `'${name}' starts as ${value} only with options VIMAGE_GLOBALS: no constructor sets V_${name}, so the member of struct ${tag} starts as zero`,
        `set V_${name} = ${value}; in the subsystem's constructor`,
      );
  },
};
