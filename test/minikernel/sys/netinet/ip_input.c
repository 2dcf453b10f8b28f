/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 packets that come in.
 */

#include "opt_inet.h"
#include "opt_ipstealth.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/rwlock.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/in_var.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

#define	INADDR_NHASH	64

static MALLOC_DEFINE(M_IPADDR, "ip_addr", "IPv4 address hash");

SYSCTL_NODE(_net, 2, inet, CTLFLAG_RW, NULL, "IPv4 family");
SYSCTL_NODE(_net_inet, 0, ip, CTLFLAG_RW, NULL, "IPv4");

VNET_DEFINE(struct in_ifaddrhead, in_ifaddrhead);
VNET_DEFINE(struct in_ifaddrbucket *, in_ifaddrtable);
VNET_DEFINE(u_long, in_ifaddrmask);

VNET_DEFINE(int, ipforwarding);
VNET_DEFINE(int, ip_defttl);
VNET_DEFINE_STATIC(int, ip_strict) = 1;
#define	V_ip_strict		VNET(ip_strict)
VNET_DEFINE_STATIC(int, ip_sendsourcequench) = 0;
#define	V_ip_sendsourcequench	VNET(ip_sendsourcequench)
#ifdef IPSTEALTH
VNET_DEFINE_STATIC(int, ipstealth);
#define	V_ipstealth		VNET(ipstealth)
#endif
VNET_DEFINE_STATIC(struct rwlock, in_ifaddr_lock);
#define	V_in_ifaddr_lock	VNET(in_ifaddr_lock)

/* A struct in full: strings, designators, bit-fields, an array of structs. */
VNET_DEFINE(struct ip_policy, ip_policy) = {
	.ipp_ttl = IPDEFTTL,
	.ipp_name = "default",
	.ipp_class = {
		[IPC_NORMAL ... IPC_PROMPT] = { .limit = 256, .weight = 8 },
		[IPC_BULK] = { .limit = 64, .burst = 16, .drop = 1, .weight = 1 },
	},
	.ipp_class[IPC_PROMPT].burst = 32,
};

VNET_PCPUSTAT_DEFINE(struct ipstat, ipstat);
VNET_PCPUSTAT_SYSINIT(ipstat);
VNET_PCPUSTAT_SYSUNINIT(ipstat);

/*
 * This oid is visible to other files, so the compiler emits it at once, and
 * ip_defttl with it. The static oids below wait until the end.
 */
SYSCTL_OID_GLOBAL(_net_inet_ip, OID_AUTO, ttl,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(ip_defttl), 0,
    sysctl_handle_int, "I", "hops a packet may live", NULL);

SYSCTL_INT(_net_inet_ip, OID_AUTO, forwarding, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ipforwarding), 0, "forward between interfaces");
SYSCTL_INT(_net_inet_ip, OID_AUTO, strict, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip_strict), 0, "an address is its interface's only");
SYSCTL_INT(_net_inet_ip, OID_AUTO, sendsourcequench, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ip_sendsourcequench), 0, "tell senders to slow down");
#ifdef IPSTEALTH
SYSCTL_INT(_net_inet_ip, OID_AUTO, stealth, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(ipstealth), 0, "forward without counting down the TTL");
#endif
SYSCTL_STRUCT(_net_inet_ip, OID_AUTO, policy, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(ip_policy), ip_policy, "limits by class");
SYSCTL_VNET_PCPUSTAT(_net_inet_ip, OID_AUTO, stats, struct ipstat, ipstat,
    "IPv4 statistics");

/* Who takes which protocol: code, so the same in all vnets. */
static pr_input_t *ip_protox[IPPROTO_MAX];

static void
ip_vnet_init(const void *unused __unused)
{

	V_ip_defttl = V_ip_policy.ipp_ttl;
	TAILQ_INIT(&V_in_ifaddrhead);
	rw_init(&V_in_ifaddr_lock, "IPv4 addresses");
	V_in_ifaddrtable = hashinit(INADDR_NHASH, M_IPADDR,
	    &V_in_ifaddrmask);
	V_ip_id = arc4random();
}
VNET_SYSINIT(ip_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND, ip_vnet_init,
    NULL);

static void
ip_vnet_fini(const void *unused __unused)
{

	hashdestroy(V_in_ifaddrtable, M_IPADDR, V_in_ifaddrmask);
	rw_destroy(&V_in_ifaddr_lock);
}
VNET_SYSUNINIT(ip_vnet_fini, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND,
    ip_vnet_fini, NULL);

void
ip_register(u_char protocol, pr_input_t *input)
{

	ip_protox[protocol] = input;
}

static bool
ip_ours(const struct mbuf *m, in_addr_t to)
{
	struct in_ifaddr *ia;
	bool found = false;

	rw_rlock(&V_in_ifaddr_lock);
	LIST_FOREACH(ia, INADDR_HASH(to), ia_hash) {
		if (ia->ia_addr.sin_addr.s_addr != to)
			continue;
		if (V_ip_strict && !V_ipforwarding &&
		    ia->ia_ifa.ifa_ifp != m->m_pkthdr.rcvif)
			continue;
		found = true;
		break;
	}
	rw_runlock(&V_in_ifaddr_lock);
	return (found);
}

void
ip_input(struct mbuf *m)
{
	struct ip *ip;
	int hlen;

	IPSTAT_INC(ips_total);
	if (m->m_pkthdr.len < (int)sizeof(struct ip)) {
		IPSTAT_INC(ips_tooshort);
		goto bad;
	}
	if (m->m_len < (int)sizeof(struct ip) &&
	    (m = m_pullup(m, sizeof(struct ip))) == NULL) {
		IPSTAT_INC(ips_tooshort);
		return;
	}
	ip = mtod(m, struct ip *);
	if (ip->ip_v != IPVERSION) {
		IPSTAT_INC(ips_badvers);
		goto bad;
	}
	hlen = ip->ip_hl << 2;
	if (!ip_ours(m, ip->ip_dst.s_addr)) {
		if (V_ipforwarding == 0) {
			IPSTAT_INC(ips_cantforward);
			goto bad;
		}
		ip_forward(m);
		return;
	}
	if (ntohs(ip->ip_off) & (IP_MF | IP_OFFMASK)) {
		IPSTAT_INC(ips_fragments);
		if ((m = ip_reass(m)) == NULL)
			return;
		ip = mtod(m, struct ip *);
		IPSTAT_INC(ips_reassembled);
	}
	if (ip_protox[ip->ip_p] == NULL)
		goto bad;
	IPSTAT_INC(ips_delivered);
	(void)ip_protox[ip->ip_p](m, hlen);
	return;
bad:
	m_freem(m);
}

void
ip_forward(struct mbuf *m)
{
	struct ip *ip = mtod(m, struct ip *);

#ifdef IPSTEALTH
	if (!V_ipstealth)
#endif
	if (ip->ip_ttl <= 1) {
		if (V_ip_sendsourcequench)
			printf("ip_forward: too far\n");
		IPSTAT_INC(ips_cantforward);
		m_freem(m);
		return;
	}
	ip->ip_ttl--;
	if (ip_output(m, NULL, 0) == 0)
		IPSTAT_INC(ips_forward);
}
