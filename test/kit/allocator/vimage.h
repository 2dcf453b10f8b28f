/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a migrated container kernel is compiled with in the place of its sys/vimage.h: the per-vnet allocator's interface.
 */

#ifndef _SYS_VIMAGE_H_
#define	_SYS_VIMAGE_H_

#include <sys/linker.h>
#include <sys/proc.h>
#include <sys/queue.h>
#include <sys/systm.h>

typedef int vnet_attach_fn(const void *);

struct vnet_modinfo {
	u_int			 vmi_id;
	u_int			 vmi_dependson;
	char			*vmi_name;
	vnet_attach_fn		*vmi_iattach;
	vnet_attach_fn		*vmi_idetach;
};
typedef struct vnet_modinfo vnet_modinfo_t;

#define	VNET_MOD_DECLARE(m_name_uc, m_name_lc, m_iattach, m_idetach, m_dependson, m_symmap) \
	static const struct vnet_modinfo vnet_##m_name_lc##_modinfo = {	\
		VNET_MOD_##m_name_uc, VNET_MOD_##m_dependson, #m_name_lc, m_iattach, m_idetach }

void	vnet_mod_register(const struct vnet_modinfo *);

#define	VNET_MOD_NET		0
#define	VNET_MOD_INET		2
#define	VNET_MOD_INET6		3
#define	VNET_MOD_IPFW		5
#define	VNET_MOD_LOIF		30

struct vnet {
	u_long	 vnet_data_base;
};

#define	CTLFLAG_VNET		0x00020000	/* sys/sysctl.h, 9.0 */
#define	VNET_NAME(n)		vnet_entry_##n
#define	VNET_DECLARE(t, n)	extern t VNET_NAME(n)
#ifdef VIMAGE
#define	curvnet			curthread->td_vnet
#define	VNET_DEFINE(t, n)	t VNET_NAME(n) __attribute__((__section__("set_vnet"), __used__))
#define	VNET_DEFINE_STATIC(t, n) static t VNET_NAME(n) __attribute__((__section__("set_vnet"), __used__))
#define	VNET(n)			(*(__typeof(VNET_NAME(n)) *)(curvnet->vnet_data_base + (u_long)&VNET_NAME(n)))
#else
#define	curvnet			((struct vnet *)0)
#define	VNET_DEFINE(t, n)	t VNET_NAME(n)
#define	VNET_DEFINE_STATIC(t, n) static t VNET_NAME(n)
#define	VNET(n)			(VNET_NAME(n))
#endif

#endif /* !_SYS_VIMAGE_H_ */
