/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the table of interfaces.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/mutex.h>
#include <sys/sx.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if.h>
#include <net/if_var.h>

MALLOC_DEFINE(M_IFNET, "ifnet", "interface internals");

static void	if_grow(void);
static int	if_index_take(struct ifnet *);

static int	ifqmaxlen = 50;
static struct sx ifnet_sxlock;

/*
 * The compiler emits these in the order of their first mention, not in this
 * one: if_indexlim has a value and comes first, the others wait for a function.
 */
VNET_DEFINE(int, if_index);
VNET_DEFINE(struct ifnethead, ifnet);
VNET_DEFINE(struct ifgrouphead, ifg_head);
VNET_DEFINE_STATIC(int, if_indexlim) = 8;
VNET_DEFINE_STATIC(struct ifnet **, ifindex_table);
VNET_PCPUSTAT_DEFINE(struct ifvstat, ifvstat);

#define	V_if_indexlim		VNET(if_indexlim)
#define	V_ifindex_table		VNET(ifindex_table)

VNET_PCPUSTAT_SYSINIT(ifvstat);
VNET_PCPUSTAT_SYSUNINIT(ifvstat);

SYSCTL_NODE(_net, OID_AUTO, link, CTLFLAG_RW, NULL, "link layers");
SYSCTL_INT(_net_link, OID_AUTO, ifqmaxlen, CTLFLAG_RDTUN, &ifqmaxlen, 0,
    "longest queue of packets to send");
SYSCTL_INT(_net_link, OID_AUTO, ifcount, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(if_index), 0, "highest interface index in use");
SYSCTL_VNET_PCPUSTAT(_net_link, OID_AUTO, ifvstat, struct ifvstat, ifvstat,
    "comings and goings of interfaces");

struct ifnet *
ifnet_byindex(u_int index)
{

	if (index == 0 || index > (u_int)V_if_index)
		return (NULL);
	return (V_ifindex_table[index]);
}

static void
if_init_lock(const void *unused __unused)
{

	sx_init(&ifnet_sxlock, "interfaces");
}
SYSINIT(if_init_lock, SI_SUB_LOCK, SI_ORDER_ANY, if_init_lock, NULL);

static void
ifnet_vnet_init(const void *unused __unused)
{

	TAILQ_INIT(&V_ifnet);
	TAILQ_INIT(&V_ifg_head);
	V_ifindex_table = malloc(V_if_indexlim * sizeof(struct ifnet *),
	    M_IFNET, M_WAITOK | M_ZERO);
}
VNET_SYSINIT(ifnet_vnet_init, SI_SUB_INIT_IF, SI_ORDER_SECOND, ifnet_vnet_init,
    NULL);

static void
ifnet_vnet_fini(const void *unused __unused)
{

	KASSERT(TAILQ_EMPTY(&V_ifnet), ("interfaces left in %p", curvnet));
	KASSERT(TAILQ_EMPTY(&V_ifg_head), ("groups left in %p", curvnet));
	free(V_ifindex_table, M_IFNET);
}
VNET_SYSUNINIT(ifnet_vnet_fini, SI_SUB_INIT_IF, SI_ORDER_SECOND, ifnet_vnet_fini,
    NULL);

static void
if_grow(void)
{
	struct ifnet **larger;
	int n = V_if_indexlim * 2;

	larger = malloc(n * sizeof(*larger), M_IFNET, M_WAITOK | M_ZERO);
	bcopy(V_ifindex_table, larger, V_if_indexlim * sizeof(*larger));
	free(V_ifindex_table, M_IFNET);
	V_ifindex_table = larger;
	V_if_indexlim = n;
}

static int
if_index_take(struct ifnet *ifp)
{
	int at;

	for (at = 1; at <= V_if_index; at++)
		if (V_ifindex_table[at] == NULL)
			break;
	if (at >= V_if_indexlim)
		if_grow();
	if (at > V_if_index)
		V_if_index = at;
	V_ifindex_table[at] = ifp;
	return (at);
}

struct ifnet *
if_alloc(const char *name, int unit)
{
	struct ifnet *ifp;

	ifp = malloc(sizeof(*ifp), M_IFNET, M_WAITOK | M_ZERO);
	snprintf(ifp->if_xname, sizeof(ifp->if_xname), "%s%d", name, unit);
	ifp->if_drv_unit = unit;
	ifp->if_refcount = 1;
	TAILQ_INIT(&ifp->if_addrhead);
	mtx_init(&ifp->if_addr_lock, "interface addresses", NULL, MTX_DEF);
#ifdef VIMAGE
	ifp->if_vnet = ifp->if_home_vnet = curvnet;
#endif
	sx_xlock(&ifnet_sxlock);
	ifp->if_index = if_index_take(ifp);
	sx_xunlock(&ifnet_sxlock);
	return (ifp);
}

void
if_free(struct ifnet *ifp)
{

	CURVNET_SET_QUIET(ifp->if_vnet);
	sx_xlock(&ifnet_sxlock);
	V_ifindex_table[ifp->if_index] = NULL;
	while (V_if_index > 0 && V_ifindex_table[V_if_index] == NULL)
		V_if_index--;
	sx_xunlock(&ifnet_sxlock);
	CURVNET_RESTORE();
	mtx_destroy(&ifp->if_addr_lock);
	free(ifp, M_IFNET);
}

int
if_addgroup(struct ifnet *ifp, const char *name)
{
	struct ifg_group *group;

	if (strlen(name) >= sizeof(group->ifg_group))
		return (EINVAL);
	sx_xlock(&ifnet_sxlock);
	TAILQ_FOREACH(group, &V_ifg_head, ifg_next)
		if (strcmp(group->ifg_group, name) == 0)
			break;
	if (group == NULL) {
		group = malloc(sizeof(*group), M_IFNET, M_WAITOK | M_ZERO);
		strlcpy(group->ifg_group, name, sizeof(group->ifg_group));
		TAILQ_INSERT_TAIL(&V_ifg_head, group, ifg_next);
	}
	group->ifg_refcnt++;
	sx_xunlock(&ifnet_sxlock);
	return (0);
}

static void
if_delgroups(void)
{
	struct ifg_group *group, *after;

	TAILQ_FOREACH_SAFE(group, &V_ifg_head, ifg_next, after) {
		if (--group->ifg_refcnt > 0)
			continue;
		TAILQ_REMOVE(&V_ifg_head, group, ifg_next);
		free(group, M_IFNET);
	}
}

void
if_attach(struct ifnet *ifp)
{

	sx_xlock(&ifnet_sxlock);
	TAILQ_INSERT_TAIL(&V_ifnet, ifp, if_link);
#ifdef VIMAGE
	curvnet->vnet_ifcnt++;
#endif
	sx_xunlock(&ifnet_sxlock);
	IFVSTAT_INC(ifv_attached);
	EVENTHANDLER_INVOKE(ifnet_arrival_event, ifp);
}

void
if_detach(struct ifnet *ifp)
{

	CURVNET_SET_QUIET(ifp->if_vnet);
	EVENTHANDLER_INVOKE(ifnet_departure_event, ifp);
	sx_xlock(&ifnet_sxlock);
	TAILQ_REMOVE(&V_ifnet, ifp, if_link);
	if_delgroups();
#ifdef VIMAGE
	curvnet->vnet_ifcnt--;
#endif
	sx_xunlock(&ifnet_sxlock);
	IFVSTAT_INC(ifv_detached);
	CURVNET_RESTORE();
}

void
if_link_state_change(struct ifnet *ifp, int state)
{

	ifp->if_data.ifi_link_state = state;
	EVENTHANDLER_INVOKE(ifnet_link_event, ifp);
}

void
ifa_free(struct ifaddr *ifa)
{

	if (--ifa->ifa_refcnt == 0)
		free(ifa, M_IFNET);
}
