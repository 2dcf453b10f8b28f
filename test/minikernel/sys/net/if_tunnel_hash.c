/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: finding the tunnel that a packet came through.
 */

#include "opt_inet6.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mutex.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <net/if_tunnel.h>
#include <netinet/in.h>

#define	TUNNEL_HASHSIZE	16

static MALLOC_DEFINE(M_TUNNELHASH, "tunnel_hash", "tunnel hash tables");

/* A padded lock: 64 bytes where the line is 64, 128 where it is 128. */
VNET_DEFINE_STATIC(struct mtx_padalign, tunnel_hash_lock);
#define	V_tunnel_hash_lock	VNET(tunnel_hash_lock)
VNET_DEFINE_STATIC(uint32_t, tunnel_hash_salt) = 5381;
#define	V_tunnel_hash_salt	VNET(tunnel_hash_salt)
VNET_DEFINE_STATIC(struct tunnel_list *, ipv4_tunnels);
#define	V_ipv4_tunnels		VNET(ipv4_tunnels)
VNET_DEFINE_STATIC(u_long, ipv4_tunnels_mask);
#define	V_ipv4_tunnels_mask	VNET(ipv4_tunnels_mask)
#ifdef INET6
VNET_DEFINE_STATIC(struct tunnel_list, ipv6_tunnels[TUNNEL_HASHSIZE]);
#define	V_ipv6_tunnels		VNET(ipv6_tunnels)
VNET_DEFINE_STATIC(struct sockaddr_in6, tunnel_any6) = {
	.sin6_len = sizeof(struct sockaddr_in6),
	.sin6_family = AF_INET6,
	.sin6_addr = IN6ADDR_ANY_INIT,
};
#define	V_tunnel_any6		VNET(tunnel_any6)
#endif

static struct tunnel_list *
tunnel_bucket(const struct sockaddr *src, uint32_t key)
{
	u_long hash = key * V_tunnel_hash_salt;

#ifdef INET6
	if (src->sa_family == V_tunnel_any6.sin6_family)
		return (&V_ipv6_tunnels[hash % TUNNEL_HASHSIZE]);
#endif
	return (&V_ipv4_tunnels[(hash + src->sa_len) & V_ipv4_tunnels_mask]);
}

struct tunnel_softc *
tunnel_hash_lookup(const struct sockaddr *src, uint32_t key)
{
	struct tunnel_softc *sc;

	mtx_lock(&V_tunnel_hash_lock);
	LIST_FOREACH(sc, tunnel_bucket(src, key), tun_hash)
		if (sc->tun_key == key &&
		    sc->tun_src.sa.sa_family == src->sa_family)
			break;
	mtx_unlock(&V_tunnel_hash_lock);
	if (sc != NULL)
		TUNNELSTAT_INC(tns_in);
	return (sc);
}

void
tunnel_hash_insert(struct tunnel_softc *sc)
{

	mtx_lock(&V_tunnel_hash_lock);
	LIST_INSERT_HEAD(tunnel_bucket(&sc->tun_src.sa, sc->tun_key), sc,
	    tun_hash);
	mtx_unlock(&V_tunnel_hash_lock);
}

void
tunnel_hash_remove(struct tunnel_softc *sc)
{

	mtx_lock(&V_tunnel_hash_lock);
	LIST_REMOVE(sc, tun_hash);
	mtx_unlock(&V_tunnel_hash_lock);
}

static void
vnet_tunnel_hash_init(const void *unused __unused)
{

	mtx_init(&V_tunnel_hash_lock, "tunnels", NULL, MTX_DEF);
	V_ipv4_tunnels = hashinit(TUNNEL_HASHSIZE, M_TUNNELHASH,
	    &V_ipv4_tunnels_mask);
}
VNET_SYSINIT(vnet_tunnel_hash_init, SI_SUB_PROTO_IF, SI_ORDER_FIRST,
    vnet_tunnel_hash_init, NULL);

static void
vnet_tunnel_hash_uninit(const void *unused __unused)
{

	hashdestroy(V_ipv4_tunnels, M_TUNNELHASH, V_ipv4_tunnels_mask);
	mtx_destroy(&V_tunnel_hash_lock);
}
VNET_SYSUNINIT(vnet_tunnel_hash_uninit, SI_SUB_PROTO_IF, SI_ORDER_FIRST,
    vnet_tunnel_hash_uninit, NULL);
