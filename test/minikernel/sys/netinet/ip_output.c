/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 packets that go out.
 */

#include "opt_inet.h"
#include "opt_route.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

#define	IPOUT_TRACE	0

struct ip_pace {
	uint64_t	ipc_bytes;
	uint32_t	ipc_rate;
	uint32_t	ipc_ticks;
};

/*
 * None of these has a value, so each is emitted where a function that other
 * files can see first mentions it. The comments there say what is special.
 */
VNET_DEFINE_STATIC(u_int, ip_out_traced);
VNET_DEFINE_STATIC(u_int, ip_out_window);
VNET_DEFINE_STATIC(u_int, ip_out_quota);
VNET_DEFINE_STATIC(u_int, ip_out_step);
VNET_DEFINE_STATIC(u_int, ip_out_sent);
VNET_DEFINE_STATIC(u_int, ip_out_limit);
VNET_DEFINE_STATIC(struct ip_pace, ip_pace_last);
VNET_DEFINE_STATIC(struct ip_pace, ip_pace_now);
VNET_DEFINE_STATIC(char, ip_out_tag[24]);
VNET_DEFINE_STATIC(int, ip_do_pmtud) = 1;

#define	V_ip_out_traced		VNET(ip_out_traced)
#define	V_ip_out_window		VNET(ip_out_window)
#define	V_ip_out_quota		VNET(ip_out_quota)
#define	V_ip_out_step		VNET(ip_out_step)
#define	V_ip_out_sent		VNET(ip_out_sent)
#define	V_ip_out_limit		VNET(ip_out_limit)
#define	V_ip_pace_last		VNET(ip_pace_last)
#define	V_ip_pace_now		VNET(ip_pace_now)
#define	V_ip_out_tag		VNET(ip_out_tag)
#define	V_ip_do_pmtud		VNET(ip_do_pmtud)

SYSCTL_INT(_net_inet_ip, OID_AUTO, pmtud, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip_do_pmtud), 0, "find the path's MTU");
SYSCTL_UINT(_net_inet_ip, OID_AUTO, out_limit, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip_out_limit), 0, "bytes per tick, 0 for no limit");
SYSCTL_STRING(_net_inet_ip, OID_AUTO, out_tag, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip_out_tag), sizeof(VNET_NAME(ip_out_tag)),
    "a mark in traces of this vnet");

void	ip_pace_tick(void);
u_int	ip_pace_fill(u_int want);

/* A static function is emitted when all else is done: no order comes of it. */
static inline void
ip_trace(const struct mbuf *m)
{

	V_ip_out_traced++;
	printf("%s: %d bytes\n", V_ip_out_tag, m->m_pkthdr.len);
}

/* The right side of `=' is visited before the left. */
void
ip_pace_tick(void)
{

	V_ip_out_quota = V_ip_out_limit;
	/* Of a struct assignment, though, the left side comes first. */
	V_ip_pace_last = V_ip_pace_now;
	V_ip_pace_now.ipc_ticks = ticks;
}

/* A loop's third part is emitted after its body. */
u_int
ip_pace_fill(u_int want)
{
	u_int have;

	for (have = 0; have < want; have += V_ip_out_step) {
		if (have >= V_ip_out_window)
			break;
	}
	return (have);
}

int
ip_output(struct mbuf *m, struct route *ro, int flags __unused)
{
	struct ip *ip = mtod(m, struct ip *);
	struct rtentry *rt;
	struct sockaddr_in dst = { .sin_len = sizeof(dst) };
	struct ifnet *ifp;

	/* The operand of sizeof is not evaluated: no mention. */
	if (m->m_pkthdr.len < (int)sizeof(V_ip_out_tag))
		return (EINVAL);
	/* Nor is code that can never run. */
	if (IPOUT_TRACE) {
		V_ip_out_traced++;
		ip_trace(m);
	}

	ip_fillid(m);
	if (ip->ip_ttl == 0)
		ip->ip_ttl = V_ip_defttl;
	rt = ro != NULL && ro->ro_rt != NULL ? ro->ro_rt :
	    rtalloc1_fib(ip->ip_dst.s_addr, m->m_pkthdr.fibnum);
	if (rt == NULL) {
		IPSTAT_INC(ips_noroute);
		m_freem(m);
		return (EHOSTUNREACH);
	}
	ifp = rt->rt_ifp;
	dst.sin_family = AF_INET;
	dst.sin_addr = ip->ip_dst;
	if (m->m_pkthdr.len > (int)ifp->if_data.ifi_mtu && V_ip_do_pmtud &&
	    (ntohs(ip->ip_off) & IP_DF)) {
		m_freem(m);
		return (EMSGSIZE);
	}
	if (V_ip_out_limit != 0 && V_ip_out_quota < (u_int)m->m_pkthdr.len) {
		IPSTAT_INC(ips_odropped);
		m_freem(m);
		return (ENOBUFS);
	}
	V_ip_out_sent++;
	V_ip_pace_now.ipc_bytes += m->m_pkthdr.len;
	IPSTAT_INC(ips_localout);
	return (ifp->if_output(ifp, m, (struct sockaddr *)&dst, ro));
}
