/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the loopback interface: one in each vnet.
 */

#include "opt_bpf.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/bpf.h>
#include <net/if.h>
#include <net/if_var.h>

#define	LOMTU	16384

static int	lo_create(struct if_clone *, int);
static void	lo_destroy(struct ifnet *);

VNET_DEFINE(struct ifnet *, loif);

VNET_DEFINE_STATIC(struct if_clone *, lo_cloner);
#define	V_lo_cloner		VNET(lo_cloner)
VNET_DEFINE_STATIC(u_int, lo_mtu) = LOMTU;
#define	V_lo_mtu		VNET(lo_mtu)
#ifdef DEV_BPF
VNET_DEFINE_STATIC(uint64_t, lo_tapped);
#define	V_lo_tapped		VNET(lo_tapped)

SYSCTL_UQUAD(_net_link, OID_AUTO, lo_tapped, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(lo_tapped), 0, "packets on lo that a listener could see");
#endif

SYSCTL_UINT(_net_link, OID_AUTO, lo_mtu, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(lo_mtu), 0, "MTU of loopback interfaces made from now on");

static int
lo_output(struct ifnet *ifp, struct mbuf *m, const struct sockaddr *dst,
    struct route *ro __unused)
{

	if (dst->sa_family == AF_UNSPEC) {
		m_freem(m);
		return (EAFNOSUPPORT);
	}
#ifdef DEV_BPF
	V_lo_tapped += bpf_tap(ifp, m);
#endif
	ifp->if_data.ifi_opackets++;
	m->m_pkthdr.rcvif = ifp;
	ifp->if_input(ifp, m);
	return (0);
}

static int
lo_create(struct if_clone *ifc __unused, int unit)
{
	struct ifnet *ifp;

	ifp = if_alloc("lo", unit);
	ifp->if_data.ifi_mtu = V_lo_mtu;
	ifp->if_flags = IFF_LOOPBACK | IFF_MULTICAST;
	ifp->if_output = lo_output;
	if_attach(ifp);
	if (V_loif == NULL)
		V_loif = ifp;
	return (if_addgroup(ifp, "lo"));
}

static void
lo_destroy(struct ifnet *ifp)
{

	if (V_loif == ifp)
		V_loif = NULL;
	if_detach(ifp);
	if_free(ifp);
}

static void
lo_vnet_init(const void *unused __unused)
{

	V_lo_cloner = if_clone_simple("lo", lo_create, lo_destroy,
	    1);
}
VNET_SYSINIT(lo_vnet_init, SI_SUB_PSEUDO, SI_ORDER_ANY, lo_vnet_init,
    NULL);

static void
lo_vnet_fini(const void *unused __unused)
{

	if_clone_remove(V_lo_cloner);
	V_loif = NULL;
}
VNET_SYSUNINIT(lo_vnet_fini, SI_SUB_INIT_IF, SI_ORDER_ANY,
    lo_vnet_fini, NULL);

static int
lo_modevent(module_t mod __unused, int what, void *arg __unused)
{

	return (what == MOD_LOAD ? 0 : EOPNOTSUPP);
}

static moduledata_t lo_moddata = { "if_lo", lo_modevent, NULL };
DECLARE_MODULE(if_lo, lo_moddata, SI_SUB_PROTO_IFATTACHDOMAIN, SI_ORDER_ANY);
