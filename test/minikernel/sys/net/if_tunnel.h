/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: packets inside packets; shared by the two sources of the module.
 */

#ifndef _NET_IF_TUNNEL_H_
#define	_NET_IF_TUNNEL_H_

#include <sys/queue.h>
#include <net/if_var.h>
#include <netinet/in.h>
#include <netinet6/in6.h>

union tunnel_end {
	struct sockaddr		sa;
	struct sockaddr_in	sin;
	struct sockaddr_in6	sin6;
};

struct tunnel_softc {
	struct ifnet	*tun_ifp;
	LIST_ENTRY(tunnel_softc) tun_hash;
	union tunnel_end tun_src;
	union tunnel_end tun_dst;
	uint32_t	 tun_key;
	u_int		 tun_options;
};

LIST_HEAD(tunnel_list, tunnel_softc);

struct tunnelstat {
	uint64_t	tns_in;
	uint64_t	tns_out;
	uint64_t	tns_loops;
};

#ifdef _KERNEL
VNET_DECLARE(int, tunnel_max_nesting);
VNET_PCPUSTAT_DECLARE(struct tunnelstat, tunnelstat);
#define	V_tunnel_max_nesting	VNET(tunnel_max_nesting)

#define	TUNNELSTAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct tunnelstat, tunnelstat, member, 1)

void			 tunnel_hash_insert(struct tunnel_softc *);
void			 tunnel_hash_remove(struct tunnel_softc *);
struct tunnel_softc	*tunnel_hash_lookup(const struct sockaddr *src,
			    uint32_t key);
#endif

#endif /* !_NET_IF_TUNNEL_H_ */
