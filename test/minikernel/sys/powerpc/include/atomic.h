/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the few atomic operations the sample needs, from the compiler.
 */

#ifndef _MACHINE_ATOMIC_H_
#define	_MACHINE_ATOMIC_H_

#define	ATOMIC_OPS(name, type)						\
static inline void							\
atomic_add_##name(volatile type *where, type by)			\
{									\
	__atomic_fetch_add(where, by, __ATOMIC_RELAXED);		\
}									\
static inline void							\
atomic_subtract_##name(volatile type *where, type by)			\
{									\
	__atomic_fetch_sub(where, by, __ATOMIC_RELAXED);		\
}									\
static inline type							\
atomic_fetchadd_##name(volatile type *where, type by)			\
{									\
	return (__atomic_fetch_add(where, by, __ATOMIC_SEQ_CST));	\
}

ATOMIC_OPS(int, u_int)
ATOMIC_OPS(long, u_long)
ATOMIC_OPS(64, uint64_t)
#undef ATOMIC_OPS

#endif /* !_MACHINE_ATOMIC_H_ */
