/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: UDP.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/proc.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>
#include <netinet/udp_var.h>

#define	UDBHASHSIZE	128

SYSCTL_NODE(_net_inet, IPPROTO_UDP, udp, CTLFLAG_RW, NULL, "UDP");

VNET_DEFINE_STATIC(struct inpcbhead, udb);
#define	V_udb			VNET(udb)
VNET_DEFINE(struct inpcbinfo, udbinfo);

/*
 * udp_cksum and udp_knobs are declared by the header and defined below: they
 * are mentioned here before they are defined, and take their place from that.
 */
int
udp_input(struct mbuf *m, int hlen)
{
	struct ip *ip = mtod(m, struct ip *);
	struct udphdr *uh;
	struct inpcb *inp;

	UDPSTAT_INC(udps_ipackets);
	uh = (struct udphdr *)((caddr_t)ip + hlen);
	if (ntohs(uh->uh_ulen) < sizeof(*uh)) {
		UDPSTAT_INC(udps_badlen);
		goto bad;
	}
	if (V_udp_cksum && uh->uh_sum == 0xffff) {
		UDPSTAT_INC(udps_hdrops);
		goto bad;
	}
	inp = in_pcblookup(&V_udbinfo, ip->ip_src.s_addr, uh->uh_sport,
	    ip->ip_dst.s_addr, uh->uh_dport);
	if (inp == NULL) {
		if (V_udp_knobs.uk_log)
			printf("udp: nobody at port %d\n", ntohs(uh->uh_dport));
		UDPSTAT_INC(udps_noport);
		goto bad;
	}
	inp->inp_socket->so_rcv.sb_mb = m;
	return (0);
bad:
	m_freem(m);
	return (EINVAL);
}

VNET_DEFINE(struct udp_knobs, udp_knobs) = {
	.uk_log = 1,
	.uk_level = 5,
	.uk_blackhole = 0,
	.uk_tos = 0x10,
	{ { .low = IPPORT_RESERVED, .high = 5000 } },
};
VNET_DEFINE(int, udp_cksum) = 1;
VNET_DEFINE_STATIC(u_long, udp_recvspace) = 40 * (1024 + sizeof(struct sockaddr_in));
#define	V_udp_recvspace		VNET(udp_recvspace)
/* An array of 16 bytes and one of 15: only the first is aligned, on amd64. */
VNET_DEFINE_STATIC(uint8_t, udp_seen[16]) = { 1, [15] = 0xff };
#define	V_udp_seen		VNET(udp_seen)
VNET_DEFINE_STATIC(uint8_t, udp_seen6[15]) = "fifteen";
#define	V_udp_seen6		VNET(udp_seen6)

VNET_PCPUSTAT_DEFINE(struct udpstat, udpstat);
VNET_PCPUSTAT_SYSINIT(udpstat);
VNET_PCPUSTAT_SYSUNINIT(udpstat);

SYSCTL_INT(_net_inet_udp, OID_AUTO, checksum, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(udp_cksum), 0, "compute and check sums");
SYSCTL_ULONG(_net_inet_udp, OID_AUTO, recvspace, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(udp_recvspace), 0, "bytes a socket may hold");
SYSCTL_STRUCT(_net_inet_udp, OID_AUTO, knobs, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(udp_knobs), udp_knobs, "odds and ends");
SYSCTL_VNET_PCPUSTAT(_net_inet_udp, OID_AUTO, stats, struct udpstat, udpstat,
    "UDP statistics");

static void
udp_vnet_init(const void *unused __unused)
{

	in_pcbinfo_init(&V_udbinfo, "udp", &V_udb, UDBHASHSIZE);
	V_udp_seen6[0] = V_udp_seen[0];
	ip_register(IPPROTO_UDP, udp_input);
}
VNET_SYSINIT(udp_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD,
    udp_vnet_init, NULL);

static void
udp_vnet_uninit(const void *unused __unused)
{

	in_pcbinfo_destroy(&V_udbinfo);
}
VNET_SYSUNINIT(udp_vnet_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD,
    udp_vnet_uninit, NULL);

int	udp_attach(struct socket *);

int
udp_attach(struct socket *so)
{

	so->so_rcv.sb_hiwat = V_udp_recvspace;
	return (in_pcballoc(so, &V_udbinfo));
}
