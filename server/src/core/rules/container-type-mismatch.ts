import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-type-mismatch',
  category: 'Containers',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'a member of a container has another type than its plain global',
  why: `V_x is the plain global with options VIMAGE_GLOBALS, and the member without it. If their types differ, one is wrong; printf(9), sysctl(9) and netstat(1) are compiled for only one of them.`,
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({ members: '\tu_long _tun_ttl;\n\tint _tun_count;\n' }),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader(),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  files: ({ containers }) => containers.files,
  check({ path, tree, report }) {
    for (const { name, tag, type, plainType, definition, ...spot } of tree.containers.otherTypes(path))
      report(
        spot,
        `the member '_${name}' of struct ${tag} is ${type}, but the plain global of options VIMAGE_GLOBALS is ${plainType}: the type of V_${name} depends on the option`,
        'give both the same type',
        { related: [{ ...definition, message: `${plainType} here` }] },
      );
  },
};
