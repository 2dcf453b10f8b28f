/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: start-up in order.
 */

#ifndef _SYS_KERNEL_H_
#define	_SYS_KERNEL_H_

#include <sys/linker_set.h>

/* The numbers are 8-CURRENT's own. */
enum sysinit_sub_id {
	SI_SUB_DUMMY		= 0x0000000,
	SI_SUB_VIMAGE		= 0x1E00000,
	SI_SUB_KLD		= 0x2000000,
	SI_SUB_INIT_IF		= 0x3000000,
	SI_SUB_DRIVERS		= 0x3100000,
	SI_SUB_PSEUDO		= 0x7000000,
	SI_SUB_PROTO_BEGIN	= 0x8000000,
	SI_SUB_PROTO_DOMAIN	= 0x8800000,
	SI_SUB_PROTO_IFATTACHDOMAIN = 0x8800001,
	SI_SUB_PROTO_END	= 0x8ffffff,
	SI_SUB_VIMAGE_DONE	= 0xdc00000
};

enum sysinit_elem_order {
	SI_ORDER_FIRST		= 0x0000000,
	SI_ORDER_SECOND		= 0x0000001,
	SI_ORDER_MIDDLE		= 0x1000000,
	SI_ORDER_ANY		= 0xfffffff
};

typedef void (*sysinit_cfunc_t)(const void *);

struct sysinit {
	enum sysinit_sub_id	subsystem;
	enum sysinit_elem_order	order;
	sysinit_cfunc_t		func;
	const void		*udata;
};

#define	SYSINIT(uniquifier, subsystem, order, func, ident)		\
	static struct sysinit uniquifier ## _sys_init = {		\
		subsystem,						\
		order,							\
		(sysinit_cfunc_t)(func),				\
		((void *)(ident))					\
	};								\
	DATA_SET(sysinit_set, uniquifier ## _sys_init)

#endif /* !_SYS_KERNEL_H_ */
