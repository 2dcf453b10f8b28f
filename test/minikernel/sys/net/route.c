/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: routing tables: several in each vnet.
 */

#include "opt_route.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <sys/sysctl.h>
#include <vm/uma.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <net/route.h>

#define	RTAGE_SECONDS	60

struct rib_head {
	struct mtx_padalign rib_lock;
	struct rtentry	*rib_first;
	u_int		 rib_fib;
	u_int		 rib_gen;
};

static MALLOC_DEFINE(M_RTABLE, "routetbl", "routing tables");

VNET_PCPUSTAT_DEFINE(struct rtstat, rtstat);
VNET_PCPUSTAT_SYSINIT(rtstat);
VNET_PCPUSTAT_SYSUNINIT(rtstat);

VNET_DEFINE(u_int, rt_numfibs) = RT_MAXFIBS;
VNET_DEFINE(u_int, rt_addr_everywhere) = 1;

/* One pointer per table; how many is the kernel configuration's choice. */
VNET_DEFINE_STATIC(struct rib_head *, rt_tables[RT_MAXFIBS]);
#define	V_rt_tables		VNET(rt_tables)
VNET_DEFINE_STATIC(uma_zone_t, rt_zone);
#define	V_rt_zone		VNET(rt_zone)
VNET_DEFINE_STATIC(struct callout, rt_age_timer);
#define	V_rt_age_timer		VNET(rt_age_timer)
/* Set on the way down: the timer shall not start itself again. */
VNET_DEFINE_STATIC(bool, rt_going);
#define	V_rt_going		VNET(rt_going)
VNET_DEFINE_STATIC(u_char, rt_pressure[2]) = { 25, 75 };
#define	V_rt_pressure		VNET(rt_pressure)

SYSCTL_UINT(_net, OID_AUTO, fibs, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(rt_numfibs), 0, "routing tables of this vnet");
SYSCTL_UINT(_net, OID_AUTO, addr_everywhere, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(rt_addr_everywhere), 0, "an address makes routes in all tables");
SYSCTL_VNET_PCPUSTAT(_net, OID_AUTO, rtstat, struct rtstat, rtstat,
    "routing statistics");

static void	rt_age(void *);
static struct rib_head *rt_table(u_int fib);

/* Static all the same: the prototype above has said so. */
struct rib_head *
rt_table(u_int fib)
{

	return (fib < V_rt_numfibs ? V_rt_tables[fib] : NULL);
}

struct rtentry *
rtalloc1_fib(uint32_t dst, u_int fib)
{
	struct rib_head *rnh;
	struct rtentry *rt, *best = NULL;

	if ((rnh = rt_table(fib)) == NULL)
		return (NULL);
	mtx_lock(&rnh->rib_lock);
	for (rt = rnh->rib_first; rt != NULL; rt = rt->rt_next) {
		if ((dst & rt->rt_mask) != rt->rt_dst)
			continue;
		if (best == NULL || rt->rt_mask > best->rt_mask)
			best = rt;
	}
	mtx_unlock(&rnh->rib_lock);
	if (best == NULL)
		RTSTAT_INC(rts_unreach);
	else if (best->rt_mask == 0)
		RTSTAT_INC(rts_wildcard);
	return (best);
}

int
rtadd(uint32_t dst, uint32_t mask, struct ifnet *ifp, u_int fib)
{
	struct rib_head *rnh;
	struct rtentry *rt;

	if ((rnh = rt_table(fib)) == NULL)
		return (EINVAL);
	if ((rt = uma_zalloc(V_rt_zone, M_NOWAIT | M_ZERO)) == NULL)
		return (ENOBUFS);
	rt->rt_dst = dst & mask;
	rt->rt_mask = mask;
	rt->rt_ifp = ifp;
	rt->rt_fib = fib;
	rt->rt_flags = RTF_UP;
	rt->rt_pksent = counter_u64_alloc(M_WAITOK);
	mtx_lock(&rnh->rib_lock);
	rt->rt_next = rnh->rib_first;
	rnh->rib_first = rt;
	rnh->rib_gen++;
	mtx_unlock(&rnh->rib_lock);
	return (0);
}

static void
rt_remove(struct rib_head *rnh, struct ifnet *ifp)
{
	struct rtentry **at, *rt;

	mtx_lock(&rnh->rib_lock);
	for (at = &rnh->rib_first; (rt = *at) != NULL;) {
		if (ifp != NULL && rt->rt_ifp != ifp) {
			at = &rt->rt_next;
			continue;
		}
		*at = rt->rt_next;
		counter_u64_free(rt->rt_pksent);
		uma_zfree(V_rt_zone, rt);
	}
	mtx_unlock(&rnh->rib_lock);
}

void
rt_flushifroutes(struct ifnet *ifp)
{

	for (u_int fib = 0; fib < V_rt_numfibs; fib++)
		rt_remove(V_rt_tables[fib], ifp);
}

/* The event says nothing about a vnet; the interface does. */
static void
rt_ifdeparture(void *arg __unused, struct ifnet *ifp)
{

	CURVNET_SET(ifp->if_vnet);
	rt_flushifroutes(ifp);
	CURVNET_RESTORE();
}

static void
rt_event_init(const void *unused __unused)
{

	EVENTHANDLER_REGISTER(ifnet_departure_event, rt_ifdeparture, NULL,
	    EVENTHANDLER_PRI_LAST);
}
SYSINIT(rt_event, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, rt_event_init, NULL);

/* A callout runs in no vnet: it is told which one is meant. */
static void
rt_age(void *arg)
{

	CURVNET_SET((struct vnet *)arg);
	if (!V_rt_going) {
		for (u_int fib = 0; fib < V_rt_numfibs; fib++)
			V_rt_tables[fib]->rib_gen +=
			    V_rt_pressure[0] + V_rt_pressure[1] == 100;
		callout_reset(&V_rt_age_timer, RTAGE_SECONDS * hz, rt_age,
		    curvnet);
	}
	CURVNET_RESTORE();
}

static void
rt_vnet_init(const void *unused __unused)
{
	u_int fib;

	V_rt_zone = uma_zcreate("rtentry", sizeof(struct rtentry),
	    UMA_ALIGN_PTR);
	for (fib = 0; fib < RT_MAXFIBS; fib++) {
		V_rt_tables[fib] = malloc(sizeof(struct rib_head), M_RTABLE,
		    M_WAITOK | M_ZERO);
		V_rt_tables[fib]->rib_fib = fib;
		mtx_init(&V_rt_tables[fib]->rib_lock, "rib", NULL, MTX_DEF);
	}
	callout_init(&V_rt_age_timer, 1);
	callout_reset(&V_rt_age_timer, RTAGE_SECONDS * hz, rt_age, curvnet);
}
VNET_SYSINIT(rt_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_FOURTH,
    rt_vnet_init, NULL);

static void
rt_vnet_fini(const void *unused __unused)
{
	u_int fib;

	V_rt_going = true;
	callout_drain(&V_rt_age_timer);
	for (fib = 0; fib < RT_MAXFIBS; fib++) {
		rt_remove(V_rt_tables[fib], NULL);
		mtx_destroy(&V_rt_tables[fib]->rib_lock);
		free(V_rt_tables[fib], M_RTABLE);
	}
	uma_zdestroy(V_rt_zone);
}
VNET_SYSUNINIT(rt_vnet_fini, SI_SUB_PROTO_DOMAIN, SI_ORDER_FOURTH,
    rt_vnet_fini, NULL);
