/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: listeners on interfaces: a list of them in each vnet.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/mutex.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/bpf.h>
#include <net/if_var.h>

struct bpf_listener {
	LIST_ENTRY(bpf_listener) bl_next;
	struct ifnet	*bl_ifp;
	bpf_tap_fn_t	*bl_tap;
	void		*bl_cookie;
};

static MALLOC_DEFINE(M_BPF, "bpf", "listeners on interfaces");

VNET_DEFINE_STATIC(u_int, bpf_heard);
VNET_DEFINE_STATIC(u_int, bpf_snaplen) = 256;
VNET_DEFINE_STATIC(LIST_HEAD(bpf_list, bpf_listener), bpf_listeners);
VNET_DEFINE_STATIC(struct mtx, bpf_lock);

#define	V_bpf_heard	VNET(bpf_heard)
#define	V_bpf_snaplen	VNET(bpf_snaplen)
#define	V_bpf_listeners	VNET(bpf_listeners)
#define	V_bpf_lock	VNET(bpf_lock)

SYSCTL_NODE(_net, OID_AUTO, bpf, CTLFLAG_RW, NULL, "listeners");
SYSCTL_UINT(_net_bpf, OID_AUTO, heard, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(bpf_heard), 0, "packets that somebody listened to");
SYSCTL_UINT(_net_bpf, OID_AUTO, snaplen, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(bpf_snaplen), 0, "bytes of a packet that listeners are shown");

struct bpf_listener *
bpf_listen(struct ifnet *ifp, bpf_tap_fn_t *tap, void *cookie)
{
	struct bpf_listener *bl;

	bl = malloc(sizeof(*bl), M_BPF, M_WAITOK | M_ZERO);
	bl->bl_ifp = ifp;
	bl->bl_tap = tap;
	bl->bl_cookie = cookie;
	mtx_lock(&V_bpf_lock);
	LIST_INSERT_HEAD(&V_bpf_listeners, bl, bl_next);
	mtx_unlock(&V_bpf_lock);
	return (bl);
}

void
bpf_unlisten(struct bpf_listener *bl)
{

	mtx_lock(&V_bpf_lock);
	LIST_REMOVE(bl, bl_next);
	mtx_unlock(&V_bpf_lock);
	free(bl, M_BPF);
}

u_int
bpf_tap(struct ifnet *ifp, const struct mbuf *m)
{
	struct bpf_listener *bl;
	u_int heard = 0;

	mtx_lock(&V_bpf_lock);
	LIST_FOREACH(bl, &V_bpf_listeners, bl_next) {
		if (bl->bl_ifp != ifp)
			continue;
		bl->bl_tap(bl->bl_cookie, m, min(m->m_pkthdr.len, V_bpf_snaplen));
		heard++;
	}
	V_bpf_heard += heard;
	mtx_unlock(&V_bpf_lock);
	return (heard);
}

static void
bpf_vnet_init(const void *unused __unused)
{

	mtx_init(&V_bpf_lock, "bpf", NULL, MTX_DEF);
	LIST_INIT(&V_bpf_listeners);
}
VNET_SYSINIT(bpf_vnet_init, SI_SUB_INIT_IF, SI_ORDER_THIRD, bpf_vnet_init,
    NULL);

static void
bpf_vnet_fini(const void *unused __unused)
{
	struct bpf_listener *bl, *after;

	LIST_FOREACH_SAFE(bl, &V_bpf_listeners, bl_next, after)
		bpf_unlisten(bl);
	mtx_destroy(&V_bpf_lock);
}
VNET_SYSUNINIT(bpf_vnet_fini, SI_SUB_INIT_IF, SI_ORDER_THIRD, bpf_vnet_fini,
    NULL);
