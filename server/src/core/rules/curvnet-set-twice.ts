import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'curvnet-set-twice',
  category: 'Context',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'two CURVNET_SET in one block',
  why: `CURVNET_SET declares saved_vnet in the block that it stands in. A second one in the same block declares it again: the file does not compile
with VIMAGE, though it does without.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
void tun_move(struct vnet *from, struct vnet *to);
void
tun_move(struct vnet *from, struct vnet *to)
{
	CURVNET_SET(from);
	CURVNET_RESTORE();
	CURVNET_SET(to);
	CURVNET_RESTORE();
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
void tun_move(struct vnet *from, struct vnet *to);
void
tun_move(struct vnet *from, struct vnet *to)
{
	{
		CURVNET_SET(from);
		CURVNET_RESTORE();
	}
	CURVNET_SET(to);
	CURVNET_RESTORE();
}
`,
  check({ path, tree, report }) {
    for (const { faults } of tree.flow.file(path)?.functions ?? []) {
      for (const { fault, start, end, other } of faults) {
        if (fault === 'set-twice')
          report(
            { start, end },
            'this block sets curvnet a second time: saved_vnet is declared twice',
            'put each CURVNET_SET into a block of its own, in braces',
            { related: other === undefined ? [] : [{ path, ...other, message: 'the first CURVNET_SET' }] },
          );
      }
    }
  },
};
