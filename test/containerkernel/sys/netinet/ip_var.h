/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: IPv4.
 */

#ifndef _NETINET_IP_VAR_H_
#define	_NETINET_IP_VAR_H_

#include <sys/param.h>
#include <sys/queue.h>

#define	IPDEFTTL	64

struct in_ifaddr;
LIST_HEAD(in_ifaddrhashhead, in_ifaddr);
TAILQ_HEAD(in_ifaddrhead, in_ifaddr);

struct ipstat {
	u_long	ips_total;
	u_long	ips_badsum;
	u_long	ips_toosmall;
	u_long	ips_noroute;
};

#ifdef VIMAGE_GLOBALS
extern struct	ipstat ipstat;
extern u_short	ip_id;			/* ip packet ctr, for ids */
extern int	ip_defttl;		/* default IP ttl */
extern int	ipforwarding;		/* ip forwarding */
extern struct	in_ifaddrhashhead *in_ifaddrhashtbl;
extern struct	in_ifaddrhead in_ifaddrhead;
#endif

#endif /* !_NETINET_IP_VAR_H_ */
