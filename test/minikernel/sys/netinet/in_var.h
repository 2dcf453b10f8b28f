/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 addresses of interfaces, and multicast groups.
 */

#ifndef _NETINET_IN_VAR_H_
#define	_NETINET_IN_VAR_H_

#include <sys/queue.h>
#include <net/if_var.h>
#include <netinet/in.h>

struct in_ifaddr {
	struct ifaddr	 ia_ifa;
	struct sockaddr_in ia_addr;
	u_long		 ia_subnetmask;
	LIST_ENTRY(in_ifaddr) ia_hash;
	TAILQ_ENTRY(in_ifaddr) ia_link;
};

TAILQ_HEAD(in_ifaddrhead, in_ifaddr);
LIST_HEAD(in_ifaddrbucket, in_ifaddr);

struct in_multi {
	LIST_ENTRY(in_multi) inm_link;
	SLIST_ENTRY(in_multi) inm_nrele;
	struct in_addr	 inm_addr;
	struct ifnet	*inm_ifp;
	u_int		 inm_refcount;
	u_int		 inm_nsrc;
};

SLIST_HEAD(inm_head, in_multi);
LIST_HEAD(in_multihead, in_multi);

#ifdef _KERNEL
VNET_DECLARE(struct in_ifaddrhead, in_ifaddrhead);
VNET_DECLARE(struct in_ifaddrbucket *, in_ifaddrtable);
VNET_DECLARE(u_long, in_ifaddrmask);
#define	V_in_ifaddrhead		VNET(in_ifaddrhead)
#define	V_in_ifaddrtable	VNET(in_ifaddrtable)
#define	V_in_ifaddrmask		VNET(in_ifaddrmask)

#define	INADDR_HASH(addr)						\
	(&V_in_ifaddrtable[((addr) ^ ((addr) >> 8)) & V_in_ifaddrmask])

struct in_multi	*in_joingroup(struct ifnet *, struct in_addr);
void		 in_leavegroup(struct in_multi *);
int		 inm_add_source(struct in_multi *, u_int howmany);
#endif

#endif /* !_NETINET_IN_VAR_H_ */
