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
  why: `Without V_x, code that means the member names the plain global, which only one of the three kernels has. A member that nothing names is not reported.`,
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
  files: ({ containers }) => containers.files,
  check({ path, tree, report }) {
    for (const { name, tag, head, lastAccessor, ...spot } of tree.containers.unreached(path)) {
      const text = lastAccessor === undefined ? undefined : tree.tokens(lastAccessor.path)?.text;
      const lineEnd = lastAccessor === undefined || text === undefined ? -1 : text.indexOf('\n', lastAccessor.end);
      report(
        spot,
        `the member '_${name}' of struct ${tag} has no accessor V_${name}: code can only name the plain global, which one kernel of three has`,
        `add #define V_${name} ${head}(${name})`,
        lastAccessor === undefined || lineEnd < 0
          ? {}
          : {
              fix: {
                title: `Add V_${name}`,
                edits: [
                  {
                    path: lastAccessor.path,
                    start: lineEnd + 1,
                    end: lineEnd + 1,
                    text: `#define\tV_${name}\t${head}(${name})\n`,
                  },
                ],
              },
            },
      );
    }
  },
};
