/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: vnets themselves: their memory, their constructors, room for modules.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/proc.h>
#include <sys/rwlock.h>
#include <sys/sx.h>
#include <sys/sysctl.h>

#include <net/vnet.h>

MALLOC_DEFINE(M_VNET, "vnet", "network stack control block");
static MALLOC_DEFINE(M_VNETCOPY, "vnet_rooms_init", "copies of set_vnet");
static MALLOC_DEFINE(M_VNETROOM, "vnet_free", "free room in modspace");

#define	VNET_BYTES	(VNET_STOP - VNET_START)
#define	VNET_SIZE	roundup2(VNET_BYTES, PAGE_SIZE)
#define	VNET_MODMIN	(8 * PAGE_SIZE)

struct vnet_list_head vnet_head = LIST_HEAD_INITIALIZER(vnet_head);
struct rwlock vnet_rwlock;
struct sx vnet_sxlock;
struct vnet *vnet0;

/* Modules' virtualized globals are given room in here. */
VNET_DEFINE_STATIC(char, modspace[VNET_MODMIN] __aligned(__alignof(uintptr_t)));

/* A stretch of modspace that nobody has; sorted by address. */
struct vnet_room {
	uintptr_t	vr_start;
	int		vr_bytes;
	TAILQ_ENTRY(vnet_room) vr_next;
};

static TAILQ_HEAD(, vnet_room) vnet_rooms =
    TAILQ_HEAD_INITIALIZER(vnet_rooms);
static struct sx vnet_rooms_lock;

TAILQ_HEAD(vnet_sysinit_head, vnet_sysinit);
static struct vnet_sysinit_head vnet_ctors =
    TAILQ_HEAD_INITIALIZER(vnet_ctors);
static struct vnet_sysinit_head vnet_dtors =
    TAILQ_HEAD_INITIALIZER(vnet_dtors);
static struct sx vnet_ctors_lock;

SYSCTL_NODE(_kern, OID_AUTO, features_vimage, CTLFLAG_RD, NULL,
    "virtual network stacks");

struct vnet *
vnet_alloc(void)
{
	struct vnet *fresh = malloc(sizeof(*fresh), M_VNET, M_WAITOK | M_ZERO);
	char *copy = malloc(VNET_SIZE, M_VNETCOPY, M_WAITOK);

	bcopy((void *)VNET_START, copy, VNET_BYTES);
	fresh->vnet_data_mem = copy;
	fresh->vnet_data_base = (uintptr_t)copy - VNET_START;
	fresh->vnet_magic_n = VNET_MAGIC_N;

	/* Constructors run before anybody can find the new vnet. */
	CURVNET_SET_QUIET(fresh);
	vnet_sysinit();
	CURVNET_RESTORE();

	sx_xlock(&vnet_sxlock);
	rw_wlock(&vnet_rwlock);
	LIST_INSERT_HEAD(&vnet_head, fresh, vnet_le);
	rw_wunlock(&vnet_rwlock);
	sx_xunlock(&vnet_sxlock);
	return (fresh);
}

void
vnet_destroy(struct vnet *old)
{

	KASSERT(old->vnet_sockcnt == 0, ("%s: sockets left", __func__));

	sx_xlock(&vnet_sxlock);
	rw_wlock(&vnet_rwlock);
	LIST_REMOVE(old, vnet_le);
	rw_wunlock(&vnet_rwlock);
	sx_xunlock(&vnet_sxlock);

	CURVNET_SET_QUIET(old);
	vnet_sysuninit();
	CURVNET_RESTORE();

	/* Whoever still holds a pointer shall notice. */
	free(old->vnet_data_mem, M_VNETCOPY);
	bzero(old, sizeof(*old));
	old->vnet_magic_n = ~VNET_MAGIC_N;
	free(old, M_VNET);
}

static void
vnet_locks_init(void *arg __unused)
{

	rw_init(&vnet_rwlock, "vnets, not to sleep");
	sx_init(&vnet_sxlock, "vnets");
	sx_init(&vnet_ctors_lock, "vnet constructors");
	sx_init(&vnet_rooms_lock, "vnet_data_free");
}
SYSINIT(vnet_locks_init, SI_SUB_VNET_PRELINK, SI_ORDER_FIRST,
    vnet_locks_init, NULL);

static void
vnet_first(void *arg __unused)
{

	/* The rest of the boot happens in it. */
	vnet0 = vnet_alloc();
	prison0.pr_vnet = vnet0;
	curvnet = vnet0;
}
SYSINIT(vnet_first, SI_SUB_VNET, SI_ORDER_FIRST, vnet_first, NULL);

static void
vnet_boot_done(void *arg __unused)
{

	curvnet = NULL;
}
SYSINIT(vnet_boot_done, SI_SUB_VNET_DONE, SI_ORDER_ANY, vnet_boot_done, NULL);

/*
 * Room for modules.
 */
static void
vnet_rooms_init(void *arg __unused)
{
	struct vnet_room *all;

	all = malloc(sizeof(*all), M_VNETROOM, M_WAITOK | M_ZERO);
	all->vr_start = (uintptr_t)&VNET_NAME(modspace);
	all->vr_bytes = VNET_MODMIN;
	TAILQ_INSERT_HEAD(&vnet_rooms, all, vr_next);
}
SYSINIT(vnet_rooms_init, SI_SUB_KLD, SI_ORDER_FIRST, vnet_rooms_init, NULL);

void *
vnet_data_alloc(int size)
{
	struct vnet_room *room;
	void *start = NULL;

	size = roundup2(size, (int)sizeof(void *));
	sx_xlock(&vnet_rooms_lock);
	TAILQ_FOREACH(room, &vnet_rooms, vr_next) {
		if (room->vr_bytes < size)
			continue;
		start = (void *)room->vr_start;
		if (room->vr_bytes > size) {
			room->vr_start += size;
			room->vr_bytes -= size;
		} else {
			TAILQ_REMOVE(&vnet_rooms, room, vr_next);
			free(room, M_VNETROOM);
		}
		break;
	}
	sx_xunlock(&vnet_rooms_lock);
	return (start);
}

void
vnet_data_free(void *block, int size)
{
	uintptr_t start = (uintptr_t)block, end;
	struct vnet_room *room, *after, *fresh;

	size = roundup2(size, (int)sizeof(void *));
	end = start + size;
	sx_xlock(&vnet_rooms_lock);
	TAILQ_FOREACH_SAFE(room, &vnet_rooms, vr_next, after) {
		if (room->vr_start > end)
			break;
		if (room->vr_start + room->vr_bytes == start) {
			room->vr_bytes += size;
			if (after != NULL && after->vr_start == end) {
				room->vr_bytes += after->vr_bytes;
				TAILQ_REMOVE(&vnet_rooms, after,
				    vr_next);
				free(after, M_VNETROOM);
			}
			goto out;
		}
		if (room->vr_start == end) {
			room->vr_start = start;
			room->vr_bytes += size;
			goto out;
		}
	}
	fresh = malloc(sizeof(*fresh), M_VNETROOM, M_WAITOK | M_ZERO);
	fresh->vr_start = start;
	fresh->vr_bytes = size;
	if (room != NULL)
		TAILQ_INSERT_BEFORE(room, fresh, vr_next);
	else
		TAILQ_INSERT_TAIL(&vnet_rooms, fresh, vr_next);
out:
	sx_xunlock(&vnet_rooms_lock);
}

void
vnet_data_copy(void *start, int size)
{
	VNET_ITERATOR_DECL(each);

	VNET_LIST_RLOCK();
	VNET_FOREACH(each)
		memcpy((void *)(each->vnet_data_base + (uintptr_t)start),
		    start, size);
	VNET_LIST_RUNLOCK();
}

/*
 * Constructors and destructors.
 */
static void
vnet_sysinit_insert(struct vnet_sysinit_head *list, struct vnet_sysinit *new)
{
	struct vnet_sysinit *vs;

	/* Ties keep the order of registration. */
	TAILQ_FOREACH(vs, list, link)
		if (vs->subsystem > new->subsystem ||
		    (vs->subsystem == new->subsystem && vs->order > new->order))
			break;
	if (vs != NULL)
		TAILQ_INSERT_BEFORE(vs, new, link);
	else
		TAILQ_INSERT_TAIL(list, new, link);
}

static void
vnet_sysinit_everywhere(struct vnet_sysinit *vs)
{
	VNET_ITERATOR_DECL(vnet);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet) {
		CURVNET_SET_QUIET(vnet);
		vs->func(vs->arg);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

void
vnet_register_sysinit(void *arg)
{
	struct vnet_sysinit *vs = arg;

	KASSERT(vs->subsystem > SI_SUB_VNET, ("%s: before vnet0", __func__));
	sx_xlock(&vnet_ctors_lock);
	vnet_sysinit_insert(&vnet_ctors, vs);
	vnet_sysinit_everywhere(vs);
	sx_xunlock(&vnet_ctors_lock);
}

void
vnet_deregister_sysinit(void *arg)
{
	struct vnet_sysinit *vs = arg;

	sx_xlock(&vnet_ctors_lock);
	TAILQ_REMOVE(&vnet_ctors, vs, link);
	sx_xunlock(&vnet_ctors_lock);
}

void
vnet_register_sysuninit(void *arg)
{
	struct vnet_sysinit *vs = arg;

	sx_xlock(&vnet_ctors_lock);
	vnet_sysinit_insert(&vnet_dtors, vs);
	sx_xunlock(&vnet_ctors_lock);
}

void
vnet_deregister_sysuninit(void *arg)
{
	struct vnet_sysinit *vs = arg;

	sx_xlock(&vnet_ctors_lock);
	vnet_sysinit_everywhere(vs);
	TAILQ_REMOVE(&vnet_dtors, vs, link);
	sx_xunlock(&vnet_ctors_lock);
}

void
vnet_sysinit(void)
{
	struct vnet_sysinit *vs;

	sx_slock(&vnet_ctors_lock);
	TAILQ_FOREACH(vs, &vnet_ctors, link) {
		curvnet->vnet_state = vs->subsystem;
		vs->func(vs->arg);
	}
	sx_sunlock(&vnet_ctors_lock);
}

void
vnet_sysuninit(void)
{
	struct vnet_sysinit *vs;

	sx_slock(&vnet_ctors_lock);
	TAILQ_FOREACH_REVERSE(vs, &vnet_dtors, vnet_sysinit_head, link) {
		curvnet->vnet_state = vs->subsystem;
		vs->func(vs->arg);
	}
	sx_sunlock(&vnet_ctors_lock);
}

static void
vnet_ready(const void *unused __unused)
{

	if (bootverbose)
		printf("vnet %p: ready\n", curvnet);
}
VNET_SYSINIT(vnet_ready, SI_SUB_VNET_DONE, SI_ORDER_ANY,
    vnet_ready, NULL);

void
vnet_global_eventhandler_iterator_func(void *entry, ...)
{
	VNET_ITERATOR_DECL(vnet);
	void (*handler)(void *) = (void (*)(void *))(uintptr_t)entry;

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet) {
		CURVNET_SET(vnet);
		handler(NULL);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
