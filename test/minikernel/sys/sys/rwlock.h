/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: read/write locks; the holder does not sleep.
 */

#ifndef _SYS_RWLOCK_H_
#define	_SYS_RWLOCK_H_

#include <sys/lock.h>

struct rwlock {
	struct lock_object	lock_object;
	volatile uintptr_t	rw_lock;
};

#ifdef _KERNEL
void	rw_init(struct rwlock *, const char *);
void	rw_destroy(struct rwlock *);
void	rw_rlock(struct rwlock *);
void	rw_runlock(struct rwlock *);
void	rw_wlock(struct rwlock *);
void	rw_wunlock(struct rwlock *);
#endif

#endif /* !_SYS_RWLOCK_H_ */
