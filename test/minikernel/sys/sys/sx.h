/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: shared/exclusive locks; the holder may sleep.
 */

#ifndef _SYS_SX_H_
#define	_SYS_SX_H_

#include <sys/lock.h>

struct sx {
	struct lock_object	lock_object;
	volatile uintptr_t	sx_lock;
};

#ifdef _KERNEL
void	sx_init(struct sx *, const char *);
void	sx_destroy(struct sx *);
void	sx_slock(struct sx *);
void	sx_sunlock(struct sx *);
void	sx_xlock(struct sx *);
void	sx_xunlock(struct sx *);
#endif

#endif /* !_SYS_SX_H_ */
