import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-symbol-map',
  category: 'Containers',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: "a program asks for a member that its module's symbol map does not have",
  why: `With options VIMAGE the plain globals are no ELF symbols. ksym(2) finds a member only through the rows of the module's struct vnet_symmap, and reports any other to netstat(1) as missing.`,
  fixes: 'Adds the row.',
  bad: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({
      more: 'struct vnet_symmap { char *name; unsigned long offset, size; };\nstruct vnet_modinfo { char *vmi_name; unsigned long vmi_size; struct vnet_symmap *vmi_symmap; };\n#define VNET_SYMMAP(mod, name) { #name, __builtin_offsetof(struct vnet_ ## mod, _ ## name), 4 }\n',
    }),
    'usr.bin/netstat/main.c':
      '#include <nlist.h>\nstatic struct nlist nl[] = {\n\t{ .n_name = "_tun_ttl" },\n\t{ .n_name = "_tun_count" },\n};\n',
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\n#ifdef VIMAGE\nstatic struct vnet_symmap vnet_tun_symmap[] = {\n\tVNET_SYMMAP(tun, tun_ttl),\n};\nstatic struct vnet_modinfo vnet_tun_modinfo = {\n\t.vmi_name = "tun",\n\t.vmi_size = sizeof(struct vnet_tun),\n\t.vmi_symmap = vnet_tun_symmap\n};\nstruct vnet_modinfo *tun_modinfo = &vnet_tun_modinfo;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  good: {
    'sys/sys/vimage.h': VIMAGE_H,
    'sys/net/tun.h': containerHeader({
      more: 'struct vnet_symmap { char *name; unsigned long offset, size; };\nstruct vnet_modinfo { char *vmi_name; unsigned long vmi_size; struct vnet_symmap *vmi_symmap; };\n#define VNET_SYMMAP(mod, name) { #name, __builtin_offsetof(struct vnet_ ## mod, _ ## name), 4 }\n',
    }),
    'usr.bin/netstat/main.c':
      '#include <nlist.h>\nstatic struct nlist nl[] = {\n\t{ .n_name = "_tun_ttl" },\n\t{ .n_name = "_tun_count" },\n};\n',
    'sys/net/tun.c':
      '#include <sys/param.h>\n#include <sys/vimage.h>\n#include <net/tun.h>\n#ifdef VIMAGE_GLOBALS\nint tun_ttl;\nstatic int tun_count;\n#endif\n#ifdef VIMAGE\nstatic struct vnet_symmap vnet_tun_symmap[] = {\n\tVNET_SYMMAP(tun, tun_ttl),\n\tVNET_SYMMAP(tun, tun_count),\n};\nstatic struct vnet_modinfo vnet_tun_modinfo = {\n\t.vmi_name = "tun",\n\t.vmi_size = sizeof(struct vnet_tun),\n\t.vmi_symmap = vnet_tun_symmap\n};\nstruct vnet_modinfo *tun_modinfo = &vnet_tun_modinfo;\n#endif\nint tun_get(void);\nint\ntun_get(void)\n{\n\tINIT_VNET_TUN(curvnet);\n\n\treturn (V_tun_ttl + V_tun_count);\n}\n',
  },
  files: ({ containers }) => containers.files,
  check(context) {
    const { path, tree, report } = context;
    for (const { name, module, map, hasRows, asked, member, start, end } of tree.containers.missingRows(path)) {
      // A row above the first one.
      const line = context.tokens.text.lastIndexOf('\n', start) + 1;
      const row = { path, start: line, end: line, text: `\tVNET_SYMMAP(${module}, ${name}),\n` };
      report(
        { start, end },
        `${map ?? 'the module'} has no row for ${asked.name}, which ${asked.file}:${asked.line} asks for: there is no such symbol with options VIMAGE`,
        `add VNET_SYMMAP(${module}, ${name})`,
        {
          related: [{ ...member, message: 'the member' }],
          fix: hasRows ? { title: `Add a row for ${name}`, edits: [row] } : undefined,
        },
      );
    }
  },
};
