/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the state of UDP.
 */

#ifndef _NETINET_UDP_VAR_H_
#define	_NETINET_UDP_VAR_H_

#include <sys/types.h>
#include <netinet/in_pcb.h>

struct udphdr {
	u_short		uh_sport;
	u_short		uh_dport;
	u_short		uh_ulen;
	u_short		uh_sum;
};

struct udpstat {
	uint64_t	udps_ipackets;
	uint64_t	udps_hdrops;
	uint64_t	udps_badlen;
	uint64_t	udps_noport;
	uint64_t	udps_opackets;
};

/* What is logged, and what happens to packets that nobody waits for. */
struct udp_knobs {
	u_int		uk_log:1,
			uk_level:3,
			:4,
			uk_blackhole:2;
	u_char		uk_tos;
	union {
		struct {
			u_short	low, high;
		};
		uint32_t	uk_ports;
	};
};

#ifdef _KERNEL
VNET_DECLARE(struct inpcbinfo, udbinfo);
VNET_DECLARE(struct udp_knobs, udp_knobs);
VNET_DECLARE(int, udp_cksum);
VNET_PCPUSTAT_DECLARE(struct udpstat, udpstat);
#define	V_udbinfo		VNET(udbinfo)
#define	V_udp_knobs		VNET(udp_knobs)
#define	V_udp_cksum		VNET(udp_cksum)

#define	UDPSTAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct udpstat, udpstat, member, 1)

int	udp_input(struct mbuf *, int hlen);
#endif

#endif /* !_NETINET_UDP_VAR_H_ */
