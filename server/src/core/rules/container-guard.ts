import type { Spot } from '../text/spot.ts';
import { containerHeader, VIMAGE_H } from './container-example.ts';
import type { Fix, Rule } from './rule.ts';

export const rule: Rule = {
  id: 'container-guard',
  category: 'Containers',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'an extern is outside #ifdef VIMAGE_GLOBALS and its definition inside, or the reverse',
  why: `The plain globals exist with options VIMAGE_GLOBALS, the container's members without it. An extern outside the #ifdef declares a variable that most kernels
do not have: the code compiles, but does not link, or links with another variable of that name. A definition outside makes a variable that only old code reads.`,
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
  files: ({ containers }) => containers.files,
  check(context) {
    const { path, tree, report } = context;
    for (const { kind, name, tag, declaration, definition, member, start, end } of tree.containers.guards(path)) {
      const memberSpot = { ...member, message: `the member of struct ${tag}` };
      const fix = guard(path, context.tokens.text, declaration);
      if (kind === 'declared')
        report(
          { start, end },
          `'${name}' is declared in every kernel, but defined only with options VIMAGE_GLOBALS: code that uses it links only with that option`,
          'put it inside #ifdef VIMAGE_GLOBALS, and use the accessor',
          {
            related: [...(definition === undefined ? [] : [{ ...definition, message: 'defined here' }]), memberSpot],
            fix,
          },
        );
      else
        report(
          { start, end },
          `'${name}' is defined in every kernel, but its accessor reaches the member of struct ${tag} without options VIMAGE_GLOBALS: the two variables differ`,
          'put it inside #ifdef VIMAGE_GLOBALS',
          { related: [memberSpot], fix },
        );
    }
  },
};

/** The lines of the declaration between #ifdef and #endif. */
function guard(path: string, text: string, { start, end }: Spot): Fix {
  const from = text.lastIndexOf('\n', start) + 1;
  const lineEnd = text.indexOf('\n', end);
  const to = lineEnd < 0 ? text.length : lineEnd + 1;
  return {
    title: 'Put it inside #ifdef VIMAGE_GLOBALS',
    edits: [
      { path, start: from, end: from, text: '#ifdef VIMAGE_GLOBALS\n' },
      { path, start: to, end: to, text: `${lineEnd < 0 ? '\n' : ''}#endif\n` },
    ],
  };
}
