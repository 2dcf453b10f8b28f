/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the state of IPv6.
 */

#ifndef _NETINET6_IP6_VAR_H_
#define	_NETINET6_IP6_VAR_H_

#include <sys/types.h>
#include <sys/queue.h>
#include <netinet6/in6.h>

struct mbuf;

struct ip6stat {
	uint64_t	ip6s_total;
	uint64_t	ip6s_tooshort;
	uint64_t	ip6s_badvers;
	uint64_t	ip6s_delivered;
	uint64_t	ip6s_cantforward;
	uint64_t	ip6s_nxthist[8];
};

struct ip6_hdr {
	union {
		struct {
			uint32_t	ip6_un1_flow;
			uint16_t	ip6_un1_plen;
			uint8_t		ip6_un1_nxt;
			uint8_t		ip6_un1_hlim;
		} ip6_un1;
		uint8_t		ip6_un2_vfc;
	} ip6_ctlun;
	struct in6_addr	ip6_src;
	struct in6_addr	ip6_dst;
};

struct in6_prefix {
	struct in6_addr	 ip6p_addr;
	uint8_t		 ip6p_len;
	uint32_t	 ip6p_lifetime[2];
};

#ifdef _KERNEL
VNET_DECLARE(int, ip6_defhlim);
VNET_DECLARE(int, ip6_forwarding);
VNET_DECLARE(struct in6_addr, ip6_anycast);
VNET_PCPUSTAT_DECLARE(struct ip6stat, ip6stat);
#define	V_ip6_defhlim		VNET(ip6_defhlim)
#define	V_ip6_forwarding	VNET(ip6_forwarding)
#define	V_ip6_anycast		VNET(ip6_anycast)

#define	IP6STAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct ip6stat, ip6stat, member, 1)

void	ip6_input(struct mbuf *);
#endif

#endif /* !_NETINET6_IP6_VAR_H_ */
