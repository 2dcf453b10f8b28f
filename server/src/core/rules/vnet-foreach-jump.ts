import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'vnet-foreach-jump',
  category: 'Context',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'break or continue in VNET_FOREACH, which is no loop in kernels without VIMAGE',
  why: `Up to 13, VNET_FOREACH is empty without VIMAGE (sys/net/vnet.h): its body is a plain block, and break or continue acts on the loop around
it, or does not compile. khelp_add_hhook has its break in #ifdef VIMAGE for that reason; pf_purge_thread's continue skips the rest of its
outer loop. If the tree's VNET_FOREACH is a loop in both kinds of kernel, as in main, nothing is reported.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		if (V_tun_ttl == 0) {
			CURVNET_RESTORE();
			continue;
		}
		V_tun_ttl--;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		if (V_tun_ttl != 0)
			V_tun_ttl--;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  check({ path, tree, report }) {
    if (!tree.flow.isEmptyWithoutVimage('VNET_FOREACH')) return;
    for (const { loops, headMacro } of tree.flow.file(path)?.functions ?? []) {
      // What DDB runs may be wrong in a kernel where there is but one vnet to show.
      if (headMacro?.startsWith('DB_') === true) continue;
      for (const loop of loops) {
        for (const jump of loop.jumps)
          report(
            jump,
            `this VNET_FOREACH is no loop without VIMAGE: '${jump.word}' acts on the loop around it, or does not compile`,
            `put it in #ifdef VIMAGE, or write the body without ${jump.word}`,
            { related: [{ path, start: loop.start, end: loop.end, message: 'with VIMAGE it acts on this loop' }] },
          );
      }
    }
  },
};
