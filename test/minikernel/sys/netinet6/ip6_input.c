/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv6 packets that come in.
 */

#include "opt_inet.h"
#include "opt_inet6.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <netinet/in.h>
#include <netinet6/in6.h>
#include <netinet6/ip6_var.h>

SYSCTL_NODE(_net, 28, inet6, CTLFLAG_RW, NULL, "IPv6 family");
SYSCTL_NODE(_net_inet6, 41, ip6, CTLFLAG_RW, NULL, "IPv6");

#define	IP6_NPREFIX	2

VNET_DEFINE(int, ip6_forwarding);
VNET_DEFINE(int, ip6_defhlim) = 64;
VNET_DEFINE_STATIC(int, ip6_trust_routers);
#define	V_ip6_trust_routers	VNET(ip6_trust_routers)

/* A union inside a struct, and the same through its second member. */
VNET_DEFINE(struct in6_addr, ip6_anycast) = IN6ADDR_LOOPBACK_INIT;
VNET_DEFINE_STATIC(struct in6_addr, ip6_solicited) = {
	.s6_addr32 = { [0] = 0x000002ff, [2] = 0x01000000, 0xff }
};
#define	V_ip6_solicited		VNET(ip6_solicited)
VNET_DEFINE_STATIC(struct in6_prefix, ip6_prefixes[IP6_NPREFIX]) = {
	{ { { { 0xfe, 0x80 } } }, 64, { 0xffffffff, ~0u } },
	{ .ip6p_len = 128, .ip6p_lifetime[1] = 604800,
	    .ip6p_addr = IN6ADDR_LOOPBACK_INIT },
};
#define	V_ip6_prefixes		VNET(ip6_prefixes)
VNET_DEFINE_STATIC(struct callout, ip6_prefix_timer);
#define	V_ip6_prefix_timer	VNET(ip6_prefix_timer)
VNET_DEFINE_STATIC(bool, ip6_prefix_going) = false;
#define	V_ip6_prefix_going	VNET(ip6_prefix_going)

VNET_PCPUSTAT_DEFINE(struct ip6stat, ip6stat);
VNET_PCPUSTAT_SYSINIT(ip6stat);
VNET_PCPUSTAT_SYSUNINIT(ip6stat);

SYSCTL_INT(_net_inet6_ip6, OID_AUTO, forwarding, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip6_forwarding), 0, "forward between interfaces");
SYSCTL_INT(_net_inet6_ip6, OID_AUTO, hlim, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip6_defhlim), 0, "hops a packet may live");
SYSCTL_INT(_net_inet6_ip6, OID_AUTO, trust_routers, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip6_trust_routers), 0, "believe routers");
SYSCTL_VNET_PCPUSTAT(_net_inet6_ip6, OID_AUTO, stats, struct ip6stat, ip6stat,
    "IPv6 statistics");

static void
ip6_prefix_tick(void *arg)
{

	CURVNET_SET((struct vnet *)arg);
	for (int i = 0; i < IP6_NPREFIX; i++)
		if (V_ip6_prefixes[i].ip6p_lifetime[1] + 1 > 1)
			V_ip6_prefixes[i].ip6p_lifetime[1]--;
	if (!V_ip6_prefix_going)
		callout_reset(&V_ip6_prefix_timer, hz, ip6_prefix_tick,
		    curvnet);
	CURVNET_RESTORE();
}

static void
ip6_vnet_init(const void *unused __unused)
{

	callout_init(&V_ip6_prefix_timer, 1);
	callout_reset(&V_ip6_prefix_timer, hz, ip6_prefix_tick, curvnet);
}
VNET_SYSINIT(ip6_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND,
    ip6_vnet_init, NULL);

static void
ip6_vnet_uninit(const void *unused __unused)
{

	V_ip6_prefix_going = true;
	callout_drain(&V_ip6_prefix_timer);
}
VNET_SYSUNINIT(ip6_vnet_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND,
    ip6_vnet_uninit, NULL);

void
ip6_input(struct mbuf *m)
{
	struct ip6_hdr *ip6;

	IP6STAT_INC(ip6s_total);
	if (m->m_pkthdr.len < (int)sizeof(*ip6)) {
		IP6STAT_INC(ip6s_tooshort);
		goto bad;
	}
	ip6 = mtod(m, struct ip6_hdr *);
	if (ip6->ip6_ctlun.ip6_un2_vfc >> 4 != 6) {
		IP6STAT_INC(ip6s_badvers);
		goto bad;
	}
	if (IN6_ARE_ADDR_EQUAL(&ip6->ip6_dst, &V_ip6_anycast) ||
	    IN6_ARE_ADDR_EQUAL(&ip6->ip6_dst, &V_ip6_solicited)) {
		if (!V_ip6_trust_routers &&
		    ip6->ip6_ctlun.ip6_un1.ip6_un1_hlim < V_ip6_defhlim)
			goto bad;
		IP6STAT_INC(ip6s_delivered);
	} else if (!V_ip6_forwarding)
		IP6STAT_INC(ip6s_cantforward);
bad:
	m_freem(m);
}
