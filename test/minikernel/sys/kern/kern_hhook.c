/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: helper hooks, with a list of hook points for each vnet.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/hhook.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mutex.h>

#include <net/vnet.h>

struct hhook {
	hhook_func_t	*hhk_func;
	void		*hhk_udata;
	STAILQ_ENTRY(hhook) hhk_next;
};

static MALLOC_DEFINE(M_HHOOK, "hhook", "helper hooks");

/* All points there are; those of one vnet are in its own list besides. */
static struct hhook_pointlist hhook_points =
    LIST_HEAD_INITIALIZER(hhook_points);
static struct mtx hhook_points_lock;

VNET_DEFINE_STATIC(u_int, hhook_npoints);
#define	V_hhook_npoints		VNET(hhook_npoints)
VNET_DEFINE(struct hhook_pointlist, hhook_vpoints);
#define	V_hhook_vpoints		VNET(hhook_vpoints)

static struct hhook_head *hhook_point_find(int32_t type, int32_t id);

int
hhook_head_register(int32_t type, int32_t id, struct hhook_head **hhh,
    uint32_t flags)
{
	struct hhook_head *point;
	int how;

	if (hhook_point_find(type, id) != NULL)
		return (EEXIST);
	how = (flags & HHOOK_WAITOK) != 0 ? M_WAITOK : M_NOWAIT;
	point = malloc(sizeof(*point), M_HHOOK, how | M_ZERO);
	if (point == NULL)
		return (ENOMEM);
	point->hhh_type = type;
	point->hhh_id = id;
	point->hhh_flags = flags;
	point->hhh_refcount = 1;
	STAILQ_INIT(&point->hhh_hooks);
	rw_init(&point->hhh_lock, "hhook point");

	mtx_lock(&hhook_points_lock);
	LIST_INSERT_HEAD(&hhook_points, point, hhh_next);
	if (flags & HHOOK_HEADISINVNET) {
		point->hhh_vid = (uintptr_t)curvnet;
		LIST_INSERT_HEAD(&V_hhook_vpoints, point, hhh_vnext);
		V_hhook_npoints++;
	}
	mtx_unlock(&hhook_points_lock);
	*hhh = point;
	return (0);
}

static void
hhook_point_free(struct hhook_head *point)
{
	struct hhook *hook;

	LIST_REMOVE(point, hhh_next);
	if (point->hhh_flags & HHOOK_HEADISINVNET) {
		LIST_REMOVE(point, hhh_vnext);
		V_hhook_npoints--;
	}
	while ((hook = STAILQ_FIRST(&point->hhh_hooks)) != NULL) {
		STAILQ_REMOVE_HEAD(&point->hhh_hooks, hhk_next);
		free(hook, M_HHOOK);
	}
	rw_destroy(&point->hhh_lock);
	free(point, M_HHOOK);
}

int
hhook_head_deregister(struct hhook_head *point)
{

	if (point->hhh_refcount > 1)
		return (EBUSY);
	mtx_lock(&hhook_points_lock);
	hhook_point_free(point);
	mtx_unlock(&hhook_points_lock);
	return (0);
}

int
hhook_add_hook(struct hhook_head *point, hhook_func_t *func, void *udata)
{
	struct hhook *hook;

	hook = malloc(sizeof(*hook), M_HHOOK, M_WAITOK | M_ZERO);
	hook->hhk_func = func;
	hook->hhk_udata = udata;
	rw_wlock(&point->hhh_lock);
	STAILQ_INSERT_TAIL(&point->hhh_hooks, hook, hhk_next);
	point->hhh_nhooks++;
	rw_wunlock(&point->hhh_lock);
	return (0);
}

void
hhook_run_hooks(struct hhook_head *point, void *ctx)
{
	struct hhook *hook;

	rw_rlock(&point->hhh_lock);
	STAILQ_FOREACH(hook, &point->hhh_hooks, hhk_next)
		hook->hhk_func(point->hhh_type, point->hhh_id,
		    hook->hhk_udata, ctx);
	rw_runlock(&point->hhh_lock);
}

/* Points that are in no vnet are visible from all of them. */
static struct hhook_head *
hhook_point_find(int32_t type, int32_t id)
{
	struct hhook_head *point;

	mtx_lock(&hhook_points_lock);
	LIST_FOREACH(point, &hhook_points, hhh_next) {
		if (point->hhh_type == type && point->hhh_id == id &&
		    (point->hhh_vid == 0 ||
		    point->hhh_vid == (uintptr_t)curvnet))
			break;
	}
	mtx_unlock(&hhook_points_lock);
	return (point);
}

static void
hhook_init(const void *unused __unused)
{

	mtx_init(&hhook_points_lock, "hhook points", NULL, MTX_DEF);
}
SYSINIT(hhook, SI_SUB_LOCK, SI_ORDER_ANY, hhook_init, NULL);

static void
hhook_points_init(const void *unused __unused)
{

	LIST_INIT(&V_hhook_vpoints);
}
VNET_SYSINIT(hhook_points_init, SI_SUB_INIT_IF, SI_ORDER_FIRST,
    hhook_points_init, NULL);

static void
hhook_points_fini(const void *unused __unused)
{
	struct hhook_head *point, *after;

	mtx_lock(&hhook_points_lock);
	LIST_FOREACH_SAFE(point, &V_hhook_vpoints, hhh_vnext, after)
		hhook_point_free(point);
	mtx_unlock(&hhook_points_lock);
	KASSERT(V_hhook_npoints == 0, ("hhook points left in %p", curvnet));
}
VNET_SYSUNINIT(hhook_points_fini, SI_SUB_INIT_IF, SI_ORDER_FIRST,
    hhook_points_fini, NULL);
