/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: 64-bit counters, one slot per CPU.
 */

#ifndef _SYS_COUNTER_H_
#define	_SYS_COUNTER_H_

#include <sys/types.h>

typedef uint64_t *counter_u64_t;

#ifdef _KERNEL
counter_u64_t counter_u64_alloc(int flags);
void	 counter_u64_free(counter_u64_t);
void	 counter_u64_add(counter_u64_t, int64_t);
void	 counter_u64_zero(counter_u64_t);
uint64_t counter_u64_fetch(counter_u64_t);

#define	COUNTER_ARRAY_EACH(n, what) do {				\
	for (int _i = 0; _i < (int)(n); _i++)				\
		what;							\
} while (0)
#define	COUNTER_ARRAY_ALLOC(array, n, wait)				\
	COUNTER_ARRAY_EACH(n, (array)[_i] = counter_u64_alloc(wait))
#define	COUNTER_ARRAY_FREE(array, n)					\
	COUNTER_ARRAY_EACH(n, counter_u64_free((array)[_i]))
#define	COUNTER_ARRAY_ZERO(array, n)					\
	COUNTER_ARRAY_EACH(n, counter_u64_zero((array)[_i]))
#define	COUNTER_ARRAY_COPY(array, to, n)				\
	COUNTER_ARRAY_EACH(n,						\
	    ((uint64_t *)(to))[_i] = counter_u64_fetch((array)[_i]))
#endif

#endif /* !_SYS_COUNTER_H_ */
