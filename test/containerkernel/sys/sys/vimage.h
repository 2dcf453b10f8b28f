/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: containers of virtualized globals, one for each subsystem.
 */

#ifndef _SYS_VIMAGE_H_
#define	_SYS_VIMAGE_H_

#include <sys/linker.h>
#include <sys/proc.h>
#include <sys/queue.h>
#include <sys/systm.h>

#if defined(VIMAGE) && defined(VIMAGE_GLOBALS)
#error "VIMAGE and VIMAGE_GLOBALS exclude each other"
#endif

struct vnet;

typedef int vnet_attach_fn(const void *);
typedef int vnet_detach_fn(const void *);

#ifndef VIMAGE_GLOBALS
struct vnet_symmap {
	char	*name;
	size_t	 offset;
	size_t	 size;
};

struct vnet_modinfo {
	u_int			 vmi_id;
	u_int			 vmi_dependson;
	char			*vmi_name;
	vnet_attach_fn		*vmi_iattach;
	vnet_detach_fn		*vmi_idetach;
	size_t			 vmi_size;
	struct vnet_symmap	*vmi_symmap;
};
typedef struct vnet_modinfo vnet_modinfo_t;

#define	VNET_MOD_DECLARE(m_name_uc, m_name_lc, m_iattach, m_idetach,	\
    m_dependson, m_symmap)						\
	static const struct vnet_modinfo vnet_##m_name_lc##_modinfo = {	\
		.vmi_id		= VNET_MOD_##m_name_uc,			\
		.vmi_dependson	= VNET_MOD_##m_dependson,		\
		.vmi_name	= #m_name_lc,				\
		.vmi_size	= sizeof(struct vnet_##m_name_lc),	\
		.vmi_iattach	= m_iattach,				\
		.vmi_idetach	= m_idetach,				\
		.vmi_symmap	= m_symmap				\
	}

struct vnet_modlink {
	TAILQ_ENTRY(vnet_modlink) vml_mod_le;
	const struct vnet_modinfo *vml_modinfo;
};

int	vi_symlookup(struct kld_sym_lookup *, char *);
void	vnet_mod_register(const struct vnet_modinfo *);
void	vnet_mod_deregister(const struct vnet_modinfo *);
#endif /* !VIMAGE_GLOBALS */

/* Subsystems with state of their own. */
#define	VNET_MOD_NET		0	/* everything stands on it */
#define	VNET_MOD_INET		2
#define	VNET_MOD_INET6		3
#define	VNET_MOD_IPFW		5
/* And without. */
#define	VNET_MOD_LOIF		30
#define	VNET_MOD_MAX		64

/* How a sysctl names them. */
#define	V_NET			1
#define	V_MOD_vnet_net		VNET_MOD_NET
#define	V_MOD_vnet_inet		VNET_MOD_INET
#define	V_MOD_vnet_inet6	VNET_MOD_INET6
#define	V_MOD_vnet_ipfw		VNET_MOD_IPFW

/* One access, three kernels. */
#ifdef VIMAGE_GLOBALS
#define	VSYM(base, sym)		(sym)
#else
#ifdef VIMAGE
#define	VSYM(base, sym)		((base)->_ ## sym)
#else
#define	VSYM(base, sym)		(base ## _0._ ## sym)
#endif
#endif

#ifndef VIMAGE_GLOBALS
#ifdef VIMAGE
#define	VNET_SYMMAP(mod, name)						\
	{ #name, offsetof(struct vnet_ ## mod, _ ## name),		\
	sizeof(((struct vnet_ ## mod *)NULL)->_ ## name) }
#else
#define	VNET_SYMMAP(mod, name)						\
	{ #name, (size_t)&(vnet_ ## mod ## _0._ ## name),		\
	sizeof(vnet_ ## mod ## _0._ ## name) }
#endif
#define	VNET_SYMMAP_END		{ NULL, 0 }

struct vnet {
	void			*mod_data[VNET_MOD_MAX];
	LIST_ENTRY(vnet)	 vnet_le;
	u_int			 vnet_magic_n;
	u_int			 vnet_id;
	u_int			 ifcnt;
	u_int			 sockcnt;
};
#endif /* !VIMAGE_GLOBALS */

#define	curvnet			curthread->td_vnet
#define	VNET_MAGIC_N		0x3e0d8f29

#ifdef VIMAGE
LIST_HEAD(vnet_list_head, vnet);
extern struct vnet_list_head vnet_head;
extern struct vnet *vnet0;

#define	CURVNET_SET(arg)						\
	struct vnet *saved_vnet = curvnet;				\
	curvnet = arg;
#define	CURVNET_SET_QUIET(arg)	CURVNET_SET(arg)
#define	CURVNET_RESTORE()	curvnet = saved_vnet;

#define	INIT_FROM_VNET(vnet, modindex, modtype, sym)			\
	modtype *sym = (vnet)->mod_data[modindex];

#define	VNET_ITERATOR_DECL(arg)	struct vnet *arg;
#define	VNET_FOREACH(arg)	LIST_FOREACH(arg, &vnet_head, vnet_le)
#define	VNET_LIST_RLOCK()	vnet_list_rlock()
#define	VNET_LIST_RUNLOCK()	vnet_list_runlock()
void	vnet_list_rlock(void);
void	vnet_list_runlock(void);
#else
#define	CURVNET_SET(arg)
#define	CURVNET_SET_QUIET(arg)
#define	CURVNET_RESTORE()
#define	INIT_FROM_VNET(vnet, modindex, modtype, sym)
#define	VNET_ITERATOR_DECL(arg)
#define	VNET_FOREACH(arg)
#define	VNET_LIST_RLOCK()
#define	VNET_LIST_RUNLOCK()
#endif

/*
 * Size guards: a container that grew broke netstat(1) and every module that
 * was compiled before. Who changes one of these numbers raises __FreeBSD_version.
 */
#ifdef __amd64__
#define	SIZEOF_vnet_net		696
#define	SIZEOF_vnet_inet	280
#define	SIZEOF_vnet_inet6	48
#define	SIZEOF_vnet_ipfw	24
#endif
#ifdef __i386__
#define	SIZEOF_vnet_net		356
#define	SIZEOF_vnet_inet	164
#define	SIZEOF_vnet_inet6	40
#define	SIZEOF_vnet_ipfw	28
#endif
#ifdef __powerpc__
#define	SIZEOF_vnet_net		356
#define	SIZEOF_vnet_inet	176
#define	SIZEOF_vnet_inet6	48
#define	SIZEOF_vnet_ipfw	32
#endif

/* Checked by hand, as CTASSERT() here would stop the build of every change. */
#ifdef VIMAGE_CHECK_SIZES
#define	VIMAGE_CTASSERT(x, y)	CTASSERT(x == 0 || x == y)
#else
#define	VIMAGE_CTASSERT(x, y)	struct __hack
#endif

#endif /* !_SYS_VIMAGE_H_ */
