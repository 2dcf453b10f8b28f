/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the tunnel interface.
 */

#include "opt_inet.h"
#include "opt_inet6.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if.h>
#include <net/if_var.h>
#include <net/if_tunnel.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

static MALLOC_DEFINE(M_TUNNEL, "tunnel", "tunnel interfaces");

SYSCTL_NODE(_net_link, OID_AUTO, tunnel, CTLFLAG_RW, NULL, "tunnels");

VNET_DEFINE_STATIC(struct if_clone *, tunnel_cloner);
#define	V_tunnel_cloner		VNET(tunnel_cloner)
VNET_DEFINE_STATIC(u_int, tunnel_count);
#define	V_tunnel_count		VNET(tunnel_count)
#ifdef INET6
VNET_DEFINE_STATIC(u_int, tunnel_mtu) = 1280;
#else
VNET_DEFINE_STATIC(u_int, tunnel_mtu) = 1476;
#endif
#define	V_tunnel_mtu		VNET(tunnel_mtu)
VNET_DEFINE(int, tunnel_max_nesting) = 1;

VNET_PCPUSTAT_DEFINE(struct tunnelstat, tunnelstat);
VNET_PCPUSTAT_SYSINIT(tunnelstat);
VNET_PCPUSTAT_SYSUNINIT(tunnelstat);

SYSCTL_INT(_net_link_tunnel, OID_AUTO, max_nesting, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tunnel_max_nesting), 0, "tunnels inside tunnels");
SYSCTL_UINT(_net_link_tunnel, OID_AUTO, mtu, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tunnel_mtu), 0, "MTU of tunnels made from now on");
SYSCTL_UINT(_net_link_tunnel, OID_AUTO, count, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(tunnel_count), 0, "tunnels");
SYSCTL_VNET_PCPUSTAT(_net_link_tunnel, OID_AUTO, stats, struct tunnelstat,
    tunnelstat, "tunnel statistics");

static int
tunnel_output(struct ifnet *ifp, struct mbuf *m,
    const struct sockaddr *dst __unused, struct route *ro)
{
	struct tunnel_softc *sc = ifp->if_softc;

	if ((int)m->m_pkthdr.rsstype++ > V_tunnel_max_nesting) {
		TUNNELSTAT_INC(tns_loops);
		m_freem(m);
		return (EINVAL);
	}
	m = m_prepend(m, sizeof(struct ip), M_NOWAIT);
	if (m == NULL)
		return (ENOBUFS);
	mtod(m, struct ip *)->ip_dst = sc->tun_dst.sin.sin_addr;
	TUNNELSTAT_INC(tns_out);
	return (ip_output(m, ro, 0));
}

static int
tunnel_clone_create(struct if_clone *ifc __unused, int unit)
{
	struct tunnel_softc *sc;

	sc = malloc(sizeof(*sc), M_TUNNEL, M_WAITOK | M_ZERO);
	sc->tun_ifp = if_alloc("tunnel", unit);
	sc->tun_ifp->if_softc = sc;
	sc->tun_ifp->if_flags = IFF_POINTOPOINT | IFF_MULTICAST;
	sc->tun_ifp->if_data.ifi_mtu = V_tunnel_mtu;
	sc->tun_ifp->if_output = tunnel_output;
	if_attach(sc->tun_ifp);
	tunnel_hash_insert(sc);
	V_tunnel_count++;
	return (0);
}

static void
tunnel_clone_destroy(struct ifnet *ifp)
{
	struct tunnel_softc *sc = ifp->if_softc;

	V_tunnel_count--;
	tunnel_hash_remove(sc);
	if_detach(ifp);
	if_free(ifp);
	free(sc, M_TUNNEL);
}

static void
vnet_tunnel_init(const void *unused __unused)
{

	V_tunnel_cloner = if_clone_simple("tunnel", tunnel_clone_create,
	    tunnel_clone_destroy, 0);
}
VNET_SYSINIT(vnet_tunnel_init, SI_SUB_PSEUDO, SI_ORDER_ANY, vnet_tunnel_init,
    NULL);

static void
vnet_tunnel_uninit(const void *unused __unused)
{

	if_clone_remove(V_tunnel_cloner);
}
VNET_SYSUNINIT(vnet_tunnel_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY,
    vnet_tunnel_uninit, NULL);

static int
tunnel_modevent(module_t mod __unused, int what, void *arg __unused)
{

	return (what == MOD_LOAD || what == MOD_UNLOAD ? 0 : EOPNOTSUPP);
}

static moduledata_t tunnel_mod = { "if_tunnel", tunnel_modevent, NULL };
DECLARE_MODULE(if_tunnel, tunnel_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(if_tunnel, 1);
