/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: sysctls; those of containers under each of the three modes.
 */

#ifndef _SYS_SYSCTL_H_
#define	_SYS_SYSCTL_H_

#include <sys/linker_set.h>

struct sysctl_oid;
struct sysctl_req;

#define	SYSCTL_HANDLER_ARGS						\
	struct sysctl_oid *oidp, void *arg1, int arg2, struct sysctl_req *req

struct sysctl_oid {
	int		oid_number;
	u_int		oid_kind;
	void		*oid_arg1;
	int		oid_arg2;
	const char	*oid_name;
	int		(*oid_handler)(SYSCTL_HANDLER_ARGS);
	const char	*oid_fmt;
	short		oid_v_subs;
	short		oid_v_mod;
	const char	*oid_descr;
};

int	sysctl_handle_int(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_opaque(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_v_int(SYSCTL_HANDLER_ARGS);

#define	CTLTYPE_INT	2
#define	CTLTYPE_OPAQUE	5
#define	CTLFLAG_RD	0x80000000
#define	CTLFLAG_WR	0x40000000
#define	CTLFLAG_RW	(CTLFLAG_RD | CTLFLAG_WR)
#define	OID_AUTO	(-1)

#define	SYSCTL_OID(parent, nbr, name, kind, a1, a2, handler, fmt, descr) \
	static struct sysctl_oid sysctl_ ## parent ## _ ## name = {	\
		nbr, kind, a1, a2, #name, handler, fmt, 0, 0, descr };	\
	DATA_SET(sysctl_set, sysctl_ ## parent ## _ ## name)
#define	SYSCTL_V_OID(subs, mod, parent, nbr, name, kind, a1, a2, handler, fmt, descr) \
	static struct sysctl_oid sysctl_ ## parent ## _ ## name = {	\
		nbr, kind, (void *)(a1), a2, #name, handler, fmt, subs, mod, descr }; \
	DATA_SET(sysctl_set, sysctl_ ## parent ## _ ## name)

#define	SYSCTL_INT(parent, nbr, name, access, ptr, val, descr)		\
	SYSCTL_OID(parent, nbr, name, CTLTYPE_INT | (access), ptr, val,	\
	    sysctl_handle_int, "I", descr)
#define	SYSCTL_STRUCT(parent, nbr, name, access, ptr, type, descr)	\
	SYSCTL_OID(parent, nbr, name, CTLTYPE_OPAQUE | (access), ptr,	\
	    sizeof(struct type), sysctl_handle_opaque, "S," #type, descr)

#ifdef VIMAGE
#define	SYSCTL_V_INT(subs, mod, parent, nbr, name, access, sym, val, descr) \
	SYSCTL_V_OID(subs, V_MOD_ ## mod, parent, nbr, name,		\
	    CTLTYPE_INT | (access), offsetof(struct mod, _ ## sym), val, \
	    sysctl_handle_v_int, "I", descr)
#define	SYSCTL_V_STRUCT(subs, mod, parent, nbr, name, access, sym, type, descr) \
	SYSCTL_V_OID(subs, V_MOD_ ## mod, parent, nbr, name,		\
	    CTLTYPE_OPAQUE | (access), offsetof(struct mod, _ ## sym),	\
	    sizeof(struct type), sysctl_handle_opaque, "S," #type, descr)
#else
#ifdef VIMAGE_GLOBALS
#define	SYSCTL_V_INT(subs, mod, parent, nbr, name, access, sym, val, descr) \
	SYSCTL_INT(parent, nbr, name, access, &sym, val, descr)
#define	SYSCTL_V_STRUCT(subs, mod, parent, nbr, name, access, sym, type, descr) \
	SYSCTL_STRUCT(parent, nbr, name, access, &sym, type, descr)
#else
#define	SYSCTL_V_INT(subs, mod, parent, nbr, name, access, sym, val, descr) \
	SYSCTL_INT(parent, nbr, name, access, &mod ## _0._ ## sym, val, descr)
#define	SYSCTL_V_STRUCT(subs, mod, parent, nbr, name, access, sym, type, descr) \
	SYSCTL_STRUCT(parent, nbr, name, access, &mod ## _0._ ## sym, type, descr)
#endif
#endif

#endif /* !_SYS_SYSCTL_H_ */
