/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the container of interfaces and routes.
 */

#ifndef _NET_VNET_H_
#define	_NET_VNET_H_

#include "opt_route.h"

#include <sys/param.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <net/if.h>
#include <net/if_var.h>
#include <net/route.h>

struct vnet_net {
	int	_if_index;
	struct	ifindex_entry *_ifindex_table;
	struct	ifnethead _ifnet;
	int	_if_indexlim;		/* entries that the table has room for */

	struct	rtstat _rtstat;
	struct	radix_node_head *_rt_tables[RT_MAXFIBS][AF_MAX + 1];
	int	_rttrash;		/* routes not in the table but not freed */

	struct	ifnet *_loif;
	LIST_HEAD(, rawcb) _rawcb_list;
};

/* Size guard. See sys/vimage.h. */
VIMAGE_CTASSERT(SIZEOF_vnet_net, sizeof(struct vnet_net));

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
extern struct vnet_net vnet_net_0;
#endif
#endif

/*
 * Symbol translation macros
 */
#define	INIT_VNET_NET(vnet) \
	INIT_FROM_VNET(vnet, VNET_MOD_NET, struct vnet_net, vnet_net)

#define	VNET_NET(sym)	VSYM(vnet_net, sym)

#define	V_if_index	VNET_NET(if_index)
#define	V_if_indexlim	VNET_NET(if_indexlim)
#define	V_ifindex_table	VNET_NET(ifindex_table)
#define	V_ifnet		VNET_NET(ifnet)
#define	V_loif		VNET_NET(loif)
#define	V_rawcb_list	VNET_NET(rawcb_list)
#define	V_rt_tables	VNET_NET(rt_tables)
#define	V_rtstat	VNET_NET(rtstat)
#define	V_rttrash	VNET_NET(rttrash)

#endif /* !_NET_VNET_H_ */
