/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: routes.
 */

#ifndef _NET_ROUTE_H_
#define	_NET_ROUTE_H_

#include <sys/types.h>
#include <sys/counter.h>

struct ifnet;
struct mbuf;
struct rtentry;

struct route {
	struct rtentry	*ro_rt;
	uint16_t	 ro_flags;
	uint16_t	 ro_mtu;
	struct sockaddr	*ro_dst;
};

#define	RTF_UP		0x1
#define	RTF_GATEWAY	0x2

struct rtstat {
	uint64_t	rts_badredirect;
	uint64_t	rts_unreach;
	uint64_t	rts_wildcard;
	uint64_t	rts_nodefault;
};

struct rtentry {
	struct rtentry	*rt_next;
	struct ifnet	*rt_ifp;
	uint32_t	 rt_dst;
	uint32_t	 rt_mask;
	uint32_t	 rt_gateway;
	u_int		 rt_fib:8,
			 rt_flags:24;
	counter_u64_t	 rt_pksent;
};

#ifdef _KERNEL
#define	RT_MAXFIBS	ROUTETABLES
#ifndef ROUTETABLES
#define	ROUTETABLES	1
#endif

struct rib_head;

VNET_DECLARE(u_int, rt_numfibs);
VNET_DECLARE(u_int, rt_addr_everywhere);
VNET_PCPUSTAT_DECLARE(struct rtstat, rtstat);
#define	V_rt_numfibs		VNET(rt_numfibs)
#define	V_rt_addr_everywhere	VNET(rt_addr_everywhere)

#define	RTSTAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct rtstat, rtstat, member, 1)

struct rtentry	*rtalloc1_fib(uint32_t dst, u_int fib);
int		 rtadd(uint32_t dst, uint32_t mask, struct ifnet *, u_int fib);
void		 rt_flushifroutes(struct ifnet *);
#endif

#endif /* !_NET_ROUTE_H_ */
