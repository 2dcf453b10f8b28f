import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-size',
  category: 'Containers',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: "a container's published size is not its size on this machine",
  why: `sys/vimage.h published each container's size for seven machines, because modules and programs were compiled with it. The check of these numbers was disabled, so they became wrong unnoticed.
Zero means that nobody has measured that machine.`,
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({
      more: '#define SIZEOF_vnet_tun 4\n#define VIMAGE_CTASSERT(x, y) struct __hack\nVIMAGE_CTASSERT(SIZEOF_vnet_tun, sizeof(struct vnet_tun));\n',
    }),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({
      more: '#define SIZEOF_vnet_tun 8\n#define VIMAGE_CTASSERT(x, y) struct __hack\nVIMAGE_CTASSERT(SIZEOF_vnet_tun, sizeof(struct vnet_tun));\n',
    }),
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  files: ({ containers }) => containers.files,
  check({ path, tree, report }) {
    for (const { constant, tag, published, sizeBytes, arch, ...spot } of tree.containers.sizes(path))
      report(
        spot,
        `struct ${tag} is ${sizeBytes} bytes on ${arch}, but ${constant} says ${published}: programs and modules compiled with ${published} look for members in the wrong place`,
        `set ${constant} to ${sizeBytes}, and raise __FreeBSD_version`,
      );
  },
};
