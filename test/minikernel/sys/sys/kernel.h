/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: start-up in order: sysinits, and values from the boot environment.
 */

#ifndef _SYS_KERNEL_H_
#define	_SYS_KERNEL_H_

#include <sys/cdefs.h>
#include <sys/linker_set.h>

#ifdef _KERNEL
extern int hz;
extern volatile int ticks;
extern int bootverbose;

/* Lower numbers run first; the numbers are the kernel's own. */
enum sysinit_sub_id {
	SI_SUB_DUMMY = 0x0000000,
	SI_SUB_TUNABLES = 0x0700000,
	SI_SUB_LOCK = 0x1B00000,
	SI_SUB_EVENTHANDLER = 0x1C00000,
	SI_SUB_VNET_PRELINK = 0x1E00000,
	SI_SUB_KLD = 0x2000000,
	SI_SUB_CPU = 0x2100000,
	SI_SUB_VNET = 0x21E0000,
	SI_SUB_INTRINSIC = 0x2200000,
	SI_SUB_MBUF = 0x2700000,
	SI_SUB_INIT_IF = 0x3000000,
	SI_SUB_DRIVERS = 0x3100000,
	SI_SUB_PSEUDO = 0x7000000,
	SI_SUB_PROTO_BEGIN = 0x8000000,
	SI_SUB_PROTO_PFIL = 0x8100000,
	SI_SUB_PROTO_IF = 0x8400000,
	SI_SUB_PROTO_DOMAININIT = 0x8600000,
	SI_SUB_PROTO_MC = 0x8700000,
	SI_SUB_PROTO_DOMAIN = 0x8800000,
	SI_SUB_PROTO_FIREWALL = 0x8806000,
	SI_SUB_PROTO_IFATTACHDOMAIN = 0x8808000,
	SI_SUB_PROTO_END = 0x8ffffff,
	SI_SUB_VNET_DONE = 0xdc00000,
	SI_SUB_SMP = 0xf000000,
	SI_SUB_LAST = 0xfffffff
};

enum sysinit_elem_order {
	SI_ORDER_FIRST = 0,
	SI_ORDER_SECOND,
	SI_ORDER_THIRD,
	SI_ORDER_FOURTH,
	SI_ORDER_MIDDLE = 0x1000000,
	SI_ORDER_ANY = 0xfffffff
};

typedef void (*sysinit_nfunc_t)(void *);
typedef void (*sysinit_cfunc_t)(const void *);

struct sysinit {
	enum sysinit_sub_id	subsystem;
	enum sysinit_elem_order	order;
	sysinit_cfunc_t		func;
	const void		*udata;
};

#define	__SYSINIT_RECORD(set, record, sub, ord, call, data)		\
	static struct sysinit record = {				\
		.subsystem = sub,					\
		.order = ord,						\
		.func = (sysinit_cfunc_t)(sysinit_nfunc_t)(call),	\
		.udata = (void *)(data),				\
	};								\
	DATA_WSET(set, record)

#define	SYSINIT(uniq, sub, ord, call, data)				\
	__SYSINIT_RECORD(sysinit_set, uniq##_sys_init, sub, ord, call, data)
#define	SYSUNINIT(uniq, sub, ord, call, data)				\
	__SYSINIT_RECORD(sysuninit_set, uniq##_sys_uninit, sub, ord, call, data)

int	getenv_int(const char *variable, int *value);

#define	TUNABLE_INT_FETCH(variable, where)	getenv_int((variable), (where))
#endif /* _KERNEL */

#endif /* !_SYS_KERNEL_H_ */
