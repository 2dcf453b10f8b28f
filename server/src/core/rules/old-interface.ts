import { T_EOF, T_IDENT, T_STRING } from '../lexer/token-kinds.ts';
import { D_INCLUDE, directiveTable } from '../preprocessor/directive-table.ts';
import { isDisabled } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Fix, Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';

/** What came in the place of an older release's names, first match first. */
const SUCCESSORS: readonly (readonly [RegExp, string])[] = [
  [/^INIT_VNET_\w+$|^INIT_FROM_VNET$/, 'remove it: V_x finds curvnet by itself since 8.0'],
  [/^SYSCTL_VNET_(\w+)$/, 'write SYSCTL_$1 with CTLFLAG_VNET (11.0 on)'],
  [/^SYSCTL_V_(\w+)$/, 'write SYSCTL_$1 with CTLFLAG_VNET and &VNET_NAME(x)'],
  [/^VNET_SYSCTL_ARG$/, 'remove it: the kernel adds the base before it calls the handler (10.0 on)'],
  [/^vnet_sysctl_handle_(\w+)$/, 'write sysctl_handle_$1: the kernel adds the base (10.0 on)'],
  [/^VNET_ITERLOOP_/, 'write VNET_FOREACH'],
  [/^VNET_LIST_(UN)?REF$/, 'write VNET_LIST_RLOCK or VNET_LIST_RUNLOCK'],
  [/./, 'define the variables with VNET_DEFINE, and set them up in a VNET_SYSINIT (8.0 on)'],
];

export const rule: Rule = {
  id: 'old-interface',
  category: 'Declarations',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a name of an older VNET interface that this release no longer has',
  why: `The interface changed in 8.0 (per-module containers became VNET_DEFINE), in 10.0 (the kernel adds the vnet's base for sysctls) and in 11.0
(SYSCTL_VNET_* became CTLFLAG_VNET). Code that comes from an older tree does not compile, or, with a compatibility macro, adds the base twice.`,
  fixes: 'Turns SYSCTL_VNET_* into SYSCTL_* with CTLFLAG_VNET.',
  tag: 'deprecated',
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
SYSCTL_VNET_INT(_net, OID_AUTO, fixture_limit, CTLFLAG_RW, &VNET_NAME(fixture_limit), 0, "");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
SYSCTL_INT(_net, OID_AUTO, fixture_limit, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fixture_limit), 0, "");
`,
  check(context) {
    const { facts, tokens, tree, report } = context;
    for (const old of facts.eraNames) {
      // VNET_DEFINE_STATIC, which older releases lack, is static-define's.
      if (
        old.name.endsWith('_DEFINE_STATIC') ||
        tree.ways.words.has(old.name) ||
        tree.containers.inits.has(old.name) ||
        isDisabled(tokens, old.start)
      )
        continue;
      const [pattern, advice] = SUCCESSORS.find(([names]) => names.test(old.name)) ?? [/./, ''];
      report(old, `this release has no ${old.name}`, old.name.replace(pattern, advice), {
        fix: newSysctl(context, old.name, old),
      });
    }
    const header = vimageInclude(context);
    if (header !== undefined)
      report(header, 'this release has no <sys/vimage.h>', 'include <net/vnet.h>', {
        fix: { title: 'Include <net/vnet.h>', edits: [{ path: context.path, ...header, text: '<net/vnet.h>' }] },
      });
  },
};

/** `SYSCTL_VNET_INT(p, n, l, CTLFLAG_RW, ...)` becomes `SYSCTL_INT(p, n, l, CTLFLAG_VNET | CTLFLAG_RW, ...)`. */
function newSysctl({ path, tokens, tree }: RuleContext, name: string, { start, end }: Spot): Fix | undefined {
  const plain = name.replace(/^SYSCTL_VNET_/, 'SYSCTL_');
  if (plain === name || !tree.ways.words.has(plain)) return undefined;
  const access = invocationAt(tokens, tokenFrom(tokens, start))?.arguments[3];
  if (access === undefined) return undefined;
  const at = tokens.start[access.from] as number;
  return {
    title: `Write ${plain} with CTLFLAG_VNET`,
    edits: [
      { path, start, end, text: plain },
      { path, start: at, end: at, text: 'CTLFLAG_VNET | ' },
    ],
  };
}

/** Where <sys/vimage.h> is included, though there is none. */
function vimageInclude({ tokens, tree }: RuleContext): Spot | undefined {
  if (tree.hasHeader('sys/vimage.h')) return undefined;
  const table = directiveTable(tokens);
  for (let d = 0; d < tokens.directives.length; d++) {
    if (table.code[d] !== D_INCLUDE) continue;
    const from = (tokens.directives[d] as number) + 2;
    const to = (table.lineEnd[d] as number) - 1;
    if (tokens.kind[from] === T_EOF || tokens.kind[from] === T_IDENT) continue;
    const spot = { start: tokens.start[from] as number, end: tokens.end[to] as number };
    const written = tokens.kind[from] === T_STRING ? tokens.spelling(from) : tokens.text.slice(spot.start, spot.end);
    if (/^["<]sys\/vimage\.h[">]$/.test(written) && !isDisabled(tokens, spot.start)) return spot;
  }
  return undefined;
}
