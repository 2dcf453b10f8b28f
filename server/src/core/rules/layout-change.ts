import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'layout-change',
  category: 'Layout',
  scope: 'unit',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'a member moves others, or is another, since the baseline that the setting compat.against names',
  why: `A module built on M.x is loaded by every later M.y kernel (MODULE_KERNEL_MAXVER, sys/sys/module.h), and finds members where they were: a member put
between others moves all that follow. What is added at the end, in a hole or in spare members moves nothing. vnetscope compat diff tells the same of a whole tree.`,
  bad: {
    'sys/net/if.h': `#ifndef _NET_IF_H_
#define _NET_IF_H_
#include <sys/types.h>
#define IFNAMSIZ 16
struct if_data {
	uint8_t		ifi_type;
	uint8_t		ifi_hdrlen;
	uint8_t		ifi_link_state;
	uint8_t		ifi_spare;
	uint32_t	ifi_mtu;
	uint32_t	ifi_metric;
	uint64_t	ifi_ipackets;
	uint64_t	ifi_opackets;
	uint64_t	ifi_oerrors;
};
#endif
`,
  },
  good: {
    'sys/net/if.h': `#ifndef _NET_IF_H_
#define _NET_IF_H_
#include <sys/types.h>
#define IFNAMSIZ 16
struct if_data {
	uint8_t		ifi_type;
	uint8_t		ifi_hdrlen;
	uint8_t		ifi_link_state;
	uint8_t		ifi_vhid;
	uint32_t	ifi_mtu;
	uint64_t	ifi_ipackets;
	uint64_t	ifi_opackets;
	uint64_t	ifi_oerrors;
};
#endif
`,
  },
  check({ path, tree, report }) {
    for (const { start, end, message, help, related } of tree.layoutChanges(path))
      report({ start, end }, message, help, { related });
  },
};
