/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: mutexes.
 */

#ifndef _SYS_MUTEX_H_
#define	_SYS_MUTEX_H_

#include <sys/lock.h>

struct mtx {
	struct lock_object	lock_object;
	volatile uintptr_t	mtx_lock;
};

/* The same, with a cache line to itself. */
struct mtx_padalign {
	struct lock_object	lock_object;
	volatile uintptr_t	mtx_lock;
} __aligned(CACHE_LINE_SIZE);

#ifdef _KERNEL
#define	MTX_DEF		0x00000000
#define	MTX_SPIN	0x00000001
#define	MTX_RECURSE	0x00000004

void	mtx_init(void *lock, const char *name, const char *type, int opts);
void	mtx_destroy(void *lock);
void	mtx_lock(void *lock);
void	mtx_unlock(void *lock);
int	mtx_owned(const void *lock);

#define	MA_OWNED	1
#define	mtx_assert(lock, what)						\
	KASSERT(mtx_owned(lock) == (what), ("%s: mutex", __func__))
#endif

#endif /* !_SYS_MUTEX_H_ */
