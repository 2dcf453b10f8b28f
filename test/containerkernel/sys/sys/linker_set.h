/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: arrays of pointers that the linker gathers from all objects.
 */

#ifndef _SYS_LINKER_SET_H_
#define	_SYS_LINKER_SET_H_

#ifndef _SYS_CDEFS_H_
#error "include <sys/cdefs.h> before <sys/linker_set.h>"
#endif

#define	__SET_POINTER(set, object, qualifier)				\
	__GLOBL(__CONCAT(__start_set_, set));				\
	__GLOBL(__CONCAT(__stop_set_, set));				\
	static const void *qualifier __set_##set##_sym_##object		\
	    __section("set_" __STRING(set)) __used = &(object)

#define	DATA_SET(set, object)	__SET_POINTER(set, object, const)
#define	DATA_WSET(set, object)	__SET_POINTER(set, object, )
#define	TEXT_SET(set, function)	__SET_POINTER(set, function, const)

#define	SET_DECLARE(set, type)						\
	extern type __weak_symbol *__CONCAT(__start_set_, set);		\
	extern type __weak_symbol *__CONCAT(__stop_set_, set)
#define	SET_BEGIN(set)		(&__CONCAT(__start_set_, set))
#define	SET_LIMIT(set)		(&__CONCAT(__stop_set_, set))
#define	SET_FOREACH(at, set)						\
	for ((at) = SET_BEGIN(set); (at) != SET_LIMIT(set); (at)++)

#endif /* !_SYS_LINKER_SET_H_ */
