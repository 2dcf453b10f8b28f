/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: per-CPU data: the reference copy's copies, and room for modules.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/pcpu.h>
#include <sys/sx.h>

static MALLOC_DEFINE(M_PCPU, "pcpu", "free room in the per-CPU modspace");

struct dpcpu_room {
	uintptr_t	dr_start;
	int		dr_bytes;
	TAILQ_ENTRY(dpcpu_room) dr_next;
};

DPCPU_DEFINE_STATIC(char, modspace[DPCPU_MODMIN] __aligned(__alignof(uintptr_t)));

static TAILQ_HEAD(, dpcpu_room) dpcpu_rooms = TAILQ_HEAD_INITIALIZER(dpcpu_rooms);
static struct sx dpcpu_rooms_lock;

uintptr_t dpcpu_off[MAXCPU];
struct cpuhead cpuhead = STAILQ_HEAD_INITIALIZER(cpuhead);
u_int mp_maxid;

/* How often this CPU was brought up; kept here so the set has two sizes. */
DPCPU_DEFINE(u_int, pcpu_starts);
DPCPU_DEFINE_STATIC(uint64_t, pcpu_idle_ticks) = 1;

void
pcpu_init(struct pcpu *pc, u_int cpu)
{

	bzero(pc, sizeof(*pc));
	pc->pc_self = pc;
	pc->pc_cpuid = cpu;
	mp_maxid = MAX(mp_maxid, cpu);
	STAILQ_INSERT_TAIL(&cpuhead, pc, pc_allcpu);
}

void
dpcpu_init(void *storage, u_int cpu)
{

	bcopy((void *)DPCPU_START, storage, DPCPU_BYTES);
	dpcpu_off[cpu] = (uintptr_t)storage - DPCPU_START;
	DPCPU_ID_SET(cpu, pcpu_starts, DPCPU_ID_GET(cpu, pcpu_starts) + 1);
}

static void
dpcpu_rooms_init(void *arg __unused)
{
	struct dpcpu_room *all;

	sx_init(&dpcpu_rooms_lock, "per-CPU modspace");
	all = malloc(sizeof(*all), M_PCPU, M_WAITOK | M_ZERO);
	all->dr_start = (uintptr_t)&DPCPU_NAME(modspace);
	all->dr_bytes = DPCPU_MODMIN;
	TAILQ_INSERT_HEAD(&dpcpu_rooms, all, dr_next);
}
SYSINIT(dpcpu, SI_SUB_KLD, SI_ORDER_FIRST, dpcpu_rooms_init, NULL);

void *
dpcpu_alloc(int size)
{
	struct dpcpu_room *room;
	void *start = NULL;

	size = roundup2(size, (int)sizeof(void *));
	sx_xlock(&dpcpu_rooms_lock);
	TAILQ_FOREACH(room, &dpcpu_rooms, dr_next)
		if (room->dr_bytes >= size)
			break;
	if (room != NULL) {
		start = (void *)room->dr_start;
		room->dr_start += size;
		room->dr_bytes -= size;
	}
	sx_xunlock(&dpcpu_rooms_lock);
	return (start);
}

void
dpcpu_free(void *start, int size)
{
	struct dpcpu_room *fresh;

	fresh = malloc(sizeof(*fresh), M_PCPU, M_WAITOK | M_ZERO);
	fresh->dr_start = (uintptr_t)start;
	fresh->dr_bytes = roundup2(size, (int)sizeof(void *));
	sx_xlock(&dpcpu_rooms_lock);
	TAILQ_INSERT_HEAD(&dpcpu_rooms, fresh, dr_next);
	sx_xunlock(&dpcpu_rooms_lock);
}

void
dpcpu_copy(void *start, int size)
{

	for (u_int cpu = 0; cpu <= mp_maxid; cpu++)
		memcpy((void *)(dpcpu_off[cpu] + (uintptr_t)start), start,
		    size);
}

uint64_t
pcpu_idle_sum(void)
{

	return (DPCPU_SUM(pcpu_idle_ticks));
}
