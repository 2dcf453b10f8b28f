/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: routes.
 */

#ifndef _NET_ROUTE_H_
#define	_NET_ROUTE_H_

#include <sys/param.h>
#include <net/if.h>

#ifndef ROUTETABLES
#define	RT_MAXFIBS	1
#else
#define	RT_MAXFIBS	ROUTETABLES
#endif

struct radix_node_head;

struct rtstat {
	short	rts_badredirect;
	short	rts_dynamic;
	short	rts_newgateway;
	short	rts_unreach;
	short	rts_wildcard;
};

struct radix_node_head	*rt_lookup(int, int);

#ifdef VIMAGE_GLOBALS
extern struct	rtstat rtstat;
extern struct	radix_node_head *rt_tables[RT_MAXFIBS][AF_MAX + 1];
#endif

#endif /* !_NET_ROUTE_H_ */
