/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: interfaces.
 */

#ifndef _NET_IF_VAR_H_
#define	_NET_IF_VAR_H_

#include <sys/param.h>
#include <sys/queue.h>

struct vnet;

struct ifnet {
	TAILQ_ENTRY(ifnet) if_link;
	char		if_xname[16];
	struct vnet	*if_vnet;
	u_int		if_mtu;
	int		if_flags;
};

TAILQ_HEAD(ifnethead, ifnet);

struct ifindex_entry {
	struct ifnet	*ife_ifnet;
};

struct ifnet	*if_alloc(const char *);

#ifdef VIMAGE_GLOBALS
extern struct	ifnethead ifnet;
extern int	if_index;
extern struct	ifindex_entry *ifindex_table;
extern struct	ifnet *loif;
#endif

#endif /* !_NET_IF_VAR_H_ */
