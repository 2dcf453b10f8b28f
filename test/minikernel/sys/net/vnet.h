/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: virtualized globals, the machinery of all the rest.
 */

#ifndef _NET_VNET_H_
#define	_NET_VNET_H_

/*
 * A global defined with VNET_DEFINE() is placed in the linker set set_vnet:
 * that is the reference copy. A vnet is one more copy of the whole set, and
 * VNET(x) is x in the copy of the current vnet. Without `options VIMAGE' all
 * of this dissolves into plain globals.
 */

#if defined(_KERNEL) || defined(_WANT_VNET)
#include <sys/param.h>
#include <sys/queue.h>

#define	VNET_SETNAME		"set_vnet"
#define	VNET_SYMPREFIX		"vnet_entry_"
#define	VNET_MAGIC_N		0x3e0d8f29

struct vnet {
	LIST_ENTRY(vnet) vnet_le;
	u_int		 vnet_magic_n;
	u_int		 vnet_ifcnt;
	u_int		 vnet_sockcnt;
	u_int		 vnet_state;		/* the sysinit level reached */
	void		*vnet_data_mem;		/* this vnet's copy of the set */
	uintptr_t	 vnet_data_base;	/* that, less where the set is */
};
#endif /* _KERNEL || _WANT_VNET */

#ifdef _KERNEL
#include <sys/kernel.h>
#include <sys/counter.h>
#include <sys/eventhandler.h>

/*
 * Statistics: a struct of uint64_t, kept as one counter(9) per member.
 */
#define	__VNET_PCPUSTAT_LEN(type)	(sizeof(type) / sizeof(uint64_t))
#define	__VNET_PCPUSTAT_AT(type, f)	(offsetof(type, f) / sizeof(uint64_t))
#define	__VNET_PCPUSTAT_N(name)						\
	(sizeof(VNET(name)) / sizeof(counter_u64_t))

#define	VNET_PCPUSTAT_DECLARE(type, name)				\
	VNET_DECLARE(counter_u64_t, name[__VNET_PCPUSTAT_LEN(type)])
#define	VNET_PCPUSTAT_DEFINE(type, name)				\
	VNET_DEFINE(counter_u64_t, name[__VNET_PCPUSTAT_LEN(type)])
#define	VNET_PCPUSTAT_DEFINE_STATIC(type, name)				\
	VNET_DEFINE_STATIC(counter_u64_t, name[__VNET_PCPUSTAT_LEN(type)])

#define	VNET_PCPUSTAT_ADD(type, name, f, by)				\
	counter_u64_add(VNET(name)[__VNET_PCPUSTAT_AT(type, f)], (by))
#define	VNET_PCPUSTAT_FETCH(type, name, f)				\
	counter_u64_fetch(VNET(name)[__VNET_PCPUSTAT_AT(type, f)])
#define	VNET_PCPUSTAT_ALLOC(name, how)					\
	COUNTER_ARRAY_ALLOC(VNET(name), __VNET_PCPUSTAT_N(name), (how))
#define	VNET_PCPUSTAT_FREE(name)					\
	COUNTER_ARRAY_FREE(VNET(name), __VNET_PCPUSTAT_N(name))

#define	VNET_PCPUSTAT_SYSINIT(name)					\
static void vnet_##name##_init(const void *data __unused)		\
{									\
	VNET_PCPUSTAT_ALLOC(name, M_WAITOK);				\
}									\
VNET_SYSINIT(vnet_##name##_init, SI_SUB_INIT_IF, SI_ORDER_FIRST,	\
    vnet_##name##_init, NULL)

#define	VNET_PCPUSTAT_SYSUNINIT(name)					\
static void vnet_##name##_uninit(const void *data __unused)		\
{									\
	VNET_PCPUSTAT_FREE(name);					\
}									\
VNET_SYSUNINIT(vnet_##name##_uninit, SI_SUB_INIT_IF, SI_ORDER_FIRST,	\
    vnet_##name##_uninit, NULL)

#ifdef SYSCTL_OID
#define	SYSCTL_VNET_PCPUSTAT(parent, number, name, type, array, says)	\
static int array##_sysctl(SYSCTL_HANDLER_ARGS)				\
{									\
	type copy;							\
									\
	CTASSERT(sizeof(VNET(array)) / sizeof(counter_u64_t) ==		\
	    __VNET_PCPUSTAT_LEN(type));					\
	COUNTER_ARRAY_COPY(VNET(array), &copy, __VNET_PCPUSTAT_LEN(type)); \
	if (req->newptr != NULL)					\
		COUNTER_ARRAY_ZERO(VNET(array),				\
		    __VNET_PCPUSTAT_LEN(type));				\
	return (SYSCTL_OUT(req, &copy, sizeof(type)));			\
}									\
SYSCTL_PROC(parent, number, name,					\
    CTLTYPE_OPAQUE | CTLFLAG_RW | CTLFLAG_VNET, NULL, 0,		\
    array##_sysctl, "I", says)
#endif /* SYSCTL_OID */

#ifdef VIMAGE
#include <sys/lock.h>
#include <sys/proc.h>
#include <sys/rwlock.h>
#include <sys/sx.h>

/* The set's bounds come from the linker. */
extern uintptr_t *__start_set_vnet;
extern uintptr_t *__stop_set_vnet;
__GLOBL(__start_set_vnet);
__GLOBL(__stop_set_vnet);

#define	VNET_START	((uintptr_t)&__start_set_vnet)
#define	VNET_STOP	((uintptr_t)&__stop_set_vnet)

struct vnet	*vnet_alloc(void);
void		 vnet_destroy(struct vnet *);

/*
 * The current vnet belongs to the thread. CURVNET_SET() declares a variable:
 * it opens a block, once, and CURVNET_RESTORE() stands in the same one.
 */
#define	curvnet		curthread->td_vnet

#if defined(INVARIANTS) || defined(VNET_DEBUG)
#define	VNET_ASSERT(truth, complaint) do {				\
	if (!(truth))							\
		panic complaint;					\
} while (0)
#else
#define	VNET_ASSERT(truth, complaint)	do { } while (0)
#endif

#define	CURVNET_SET_QUIET(to)						\
	VNET_ASSERT((to) != NULL && (to)->vnet_magic_n == VNET_MAGIC_N,	\
	    ("%s: no vnet: %p", __func__, (to)));			\
	struct vnet *saved_vnet = curvnet;				\
	curvnet = (to);
#define	CURVNET_SET_VERBOSE(to)	CURVNET_SET_QUIET(to)
#define	CURVNET_SET(to)		CURVNET_SET_VERBOSE(to)
#define	CURVNET_RESTORE()						\
	VNET_ASSERT(curvnet != NULL && (saved_vnet == NULL ||		\
	    saved_vnet->vnet_magic_n == VNET_MAGIC_N),			\
	    ("%s: cannot go back to %p", __func__, saved_vnet));	\
	curvnet = saved_vnet;

extern struct vnet *vnet0;
#define	IS_DEFAULT_VNET(which)	((which) == vnet0)

#define	CRED_TO_VNET(cred)	(cred)->cr_prison->pr_vnet
#define	TD_TO_VNET(thread)	CRED_TO_VNET((thread)->td_ucred)
#define	P_TO_VNET(process)	CRED_TO_VNET((process)->p_ucred)

/* All vnets, newest first. Either lock suffices to read the list. */
LIST_HEAD(vnet_list_head, vnet);
extern struct vnet_list_head vnet_head;
extern struct sx vnet_sxlock;
extern struct rwlock vnet_rwlock;

#define	VNET_LIST_RLOCK()		sx_slock(&vnet_sxlock)
#define	VNET_LIST_RUNLOCK()		sx_sunlock(&vnet_sxlock)
#define	VNET_LIST_RLOCK_NOSLEEP()	rw_rlock(&vnet_rwlock)
#define	VNET_LIST_RUNLOCK_NOSLEEP()	rw_runlock(&vnet_rwlock)

#define	VNET_ITERATOR_DECL(it)		struct vnet *it
#define	VNET_FOREACH(it)		LIST_FOREACH((it), &vnet_head, vnet_le)

/*
 * Definition and declaration. A second declaration in front makes
 * `static VNET_DEFINE(...)' an error: there is VNET_DEFINE_STATIC() for that.
 */
#define	VNET_NAME(n)		vnet_entry_##n
#define	VNET_DECLARE(t, n)	extern t VNET_NAME(n)
#define	VNET_DEFINE(t, n)						\
	struct _hack; t VNET_NAME(n) __section(VNET_SETNAME) __used
#if !defined(KLD_MODULE) || !(defined(__aarch64__) || defined(__riscv))
#define	VNET_DEFINE_STATIC(t, n)					\
	static t VNET_NAME(n) __section(VNET_SETNAME) __used
#else
/* Modules there would miss a relocation for a static: see DPCPU. */
#define	VNET_DEFINE_STATIC(t, n)					\
	t VNET_NAME(n) __section(VNET_SETNAME) __used
#endif

/* Access. */
#define	_VNET_PTR(base, n)						\
	((__typeof(VNET_NAME(n)) *)((base) + (uintptr_t)&VNET_NAME(n)))
#define	_VNET(base, n)		(*_VNET_PTR(base, n))

#define	VNET_VNET_PTR(which, n)	_VNET_PTR((which)->vnet_data_base, n)
#define	VNET_VNET(which, n)	(*VNET_VNET_PTR((which), n))
#define	VNET_PTR(n)		VNET_VNET_PTR(curvnet, n)
#define	VNET(n)			VNET_VNET(curvnet, n)

/* For the kernel linker: a module's own set_vnet finds room in modspace. */
void	*vnet_data_alloc(int size);
void	 vnet_data_free(void *start, int size);
void	 vnet_data_copy(void *start, int size);

/*
 * Constructors and destructors: run for each vnet there is, and for each one
 * that comes or goes.
 */
struct vnet_sysinit {
	enum sysinit_sub_id	subsystem;
	enum sysinit_elem_order	order;
	sysinit_cfunc_t		func;
	const void		*arg;
	TAILQ_ENTRY(vnet_sysinit) link;
};

#define	__VNET_SYSINIT_RECORD(record, uniq, sub, ord, call, data, kind)	\
	static struct vnet_sysinit record = {				\
		.subsystem = sub,					\
		.order = ord,						\
		.func = (sysinit_cfunc_t)(sysinit_nfunc_t)(call),	\
		.arg = (data),						\
	};								\
	SYSINIT(uniq, sub, ord, vnet_register_##kind, &record);		\
	SYSUNINIT(uniq, sub, ord, vnet_deregister_##kind, &record)

#define	VNET_SYSINIT(ident, sub, ord, call, data)			\
	__VNET_SYSINIT_RECORD(ident##_vnet_init, vnet_init_##ident,	\
	    sub, ord, call, data, sysinit)
#define	VNET_SYSUNINIT(ident, sub, ord, call, data)			\
	__VNET_SYSINIT_RECORD(ident##_vnet_uninit, vnet_uninit_##ident,	\
	    sub, ord, call, data, sysuninit)

void	vnet_sysinit(void);
void	vnet_sysuninit(void);
void	vnet_register_sysinit(void *);
void	vnet_register_sysuninit(void *);
void	vnet_deregister_sysinit(void *);
void	vnet_deregister_sysuninit(void *);

/* One registration that calls the handler in every vnet. */
void	vnet_global_eventhandler_iterator_func(void *, ...);
#define	VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG(tag, event, func, arg, prio) \
do {									\
	if (IS_DEFAULT_VNET(curvnet))					\
		(tag) = vimage_eventhandler_register(NULL, #event,	\
		    (void *)(func), (arg), (prio),			\
		    vnet_global_eventhandler_iterator_func);		\
} while (0)

#else /* !VIMAGE */

#define	curvnet			NULL
#define	VNET_ASSERT(truth, complaint)
#define	CURVNET_SET(to)
#define	CURVNET_SET_QUIET(to)
#define	CURVNET_RESTORE()
#define	IS_DEFAULT_VNET(which)	1
#define	CRED_TO_VNET(cred)	NULL
#define	TD_TO_VNET(thread)	NULL
#define	P_TO_VNET(process)	NULL

#define	VNET_LIST_RLOCK()
#define	VNET_LIST_RUNLOCK()
#define	VNET_LIST_RLOCK_NOSLEEP()
#define	VNET_LIST_RUNLOCK_NOSLEEP()
#define	VNET_ITERATOR_DECL(it)
#define	VNET_FOREACH(it)

#define	VNET_NAME(n)		n
#define	VNET_DECLARE(t, n)	extern t n
#define	VNET_DEFINE(t, n)	struct _hack; t n
#define	VNET_DEFINE_STATIC(t, n) static t n
#define	_VNET_PTR(base, n)	(&VNET_NAME(n))

#define	VNET_VNET_PTR(which, n)	(&(n))
#define	VNET_VNET(which, n)	(n)
#define	VNET_PTR(n)		(&(n))
#define	VNET(n)			(n)

#define	VNET_SYSINIT(ident, sub, ord, call, data)			\
	SYSINIT(ident, sub, ord, call, data)
#define	VNET_SYSUNINIT(ident, sub, ord, call, data)			\
	SYSUNINIT(ident, sub, ord, call, data)

#define	VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG(tag, event, func, arg, prio) \
	(tag) = eventhandler_register(NULL, #event, (void *)(func), (arg), (prio))
#endif /* VIMAGE */
#endif /* _KERNEL */

#endif /* !_NET_VNET_H_ */
