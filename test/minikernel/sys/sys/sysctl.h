/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: variables that can be seen and set from outside.
 */

#ifndef _SYS_SYSCTL_H_
#define	_SYS_SYSCTL_H_

#include <sys/queue.h>
#include <sys/linker_set.h>
#include <sys/systm.h>

#define	CTLTYPE		0xf
#define	CTLTYPE_NODE	1
#define	CTLTYPE_INT	2
#define	CTLTYPE_STRING	3
#define	CTLTYPE_S64	4
#define	CTLTYPE_OPAQUE	5
#define	CTLTYPE_STRUCT	CTLTYPE_OPAQUE
#define	CTLTYPE_UINT	6
#define	CTLTYPE_LONG	7
#define	CTLTYPE_ULONG	8
#define	CTLTYPE_U64	9
#define	CTLTYPE_U8	0xa
#define	CTLTYPE_U16	0xb

#define	CTLFLAG_RD	0x80000000
#define	CTLFLAG_WR	0x40000000
#define	CTLFLAG_RW	(CTLFLAG_WR | CTLFLAG_RD)
#define	CTLFLAG_SECURE	0x08000000
#define	CTLFLAG_PRISON	0x04000000
#define	CTLFLAG_TUN	0x00080000
#define	CTLFLAG_RDTUN	(CTLFLAG_TUN | CTLFLAG_RD)
#define	CTLFLAG_RWTUN	(CTLFLAG_TUN | CTLFLAG_RW)
#define	CTLFLAG_MPSAFE	0x00040000
#define	CTLFLAG_VNET	0x00020000	/* arg1 is in the reference copy */
#define	CTLFLAG_STATS	0x00002000
#define	CTLFLAG_NOFETCH	0x00001000

#define	OID_AUTO	(-1)

struct sysctl_oid;

struct sysctl_req {
	struct thread	*td;
	void		*oldptr;
	size_t		 oldlen;
	size_t		 oldidx;
	int		(*oldfunc)(struct sysctl_req *, const void *, size_t);
	void		*newptr;
	size_t		 newlen;
	size_t		 newidx;
	int		(*newfunc)(struct sysctl_req *, void *, size_t);
};

#define	SYSCTL_HANDLER_ARGS						\
	struct sysctl_oid *oidp, void *arg1, intmax_t arg2,		\
	struct sysctl_req *req
#define	SYSCTL_IN(r, to, length)	(r)->newfunc(r, to, length)
#define	SYSCTL_OUT(r, from, length)	(r)->oldfunc(r, from, length)

SLIST_HEAD(sysctl_oid_list, sysctl_oid);

struct sysctl_oid {
	struct sysctl_oid_list	 oid_children;
	struct sysctl_oid_list	*oid_parent;
	SLIST_ENTRY(sysctl_oid)	 oid_link;
	int			 oid_number;
	u_int			 oid_kind;
	void			*oid_arg1;
	intmax_t		 oid_arg2;
	const char		*oid_name;
	int			(*oid_handler)(SYSCTL_HANDLER_ARGS);
	const char		*oid_fmt;
	int			 oid_refcnt;
	u_int			 oid_running;
	const char		*oid_descr;
	const char		*oid_label;
};

#ifdef _KERNEL
int	sysctl_handle_int(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_16(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_long(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_64(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_string(SYSCTL_HANDLER_ARGS);
int	sysctl_handle_opaque(SYSCTL_HANDLER_ARGS);

#define	SYSCTL_CHILDREN(oid)	(&(oid)->oid_children)
#define	SYSCTL_DECL(name)	extern struct sysctl_oid sysctl__##name

#define	SYSCTL_OID_RAW(id, siblings, number, text, bits, a1, a2, call, format, says, tag) \
	struct sysctl_oid id = {					\
		.oid_children = SLIST_HEAD_INITIALIZER(&id.oid_children), \
		.oid_parent = (siblings),				\
		.oid_number = (number),					\
		.oid_kind = (bits),					\
		.oid_arg1 = (a1),					\
		.oid_arg2 = (a2),					\
		.oid_name = (text),					\
		.oid_handler = (call),					\
		.oid_fmt = (format),					\
		.oid_descr = says,					\
		.oid_label = (tag),					\
	};								\
	DATA_SET(sysctl_set, id)

/* Seen by this file alone. */
#define	SYSCTL_OID(parent, number, name, bits, a1, a2, call, format, says) \
	static SYSCTL_OID_RAW(sysctl__##parent##_##name,		\
	    SYSCTL_CHILDREN(&sysctl__##parent), number, #name,		\
	    bits, a1, a2, call, format, says, NULL)
/* Seen by all. */
#define	SYSCTL_OID_GLOBAL(parent, number, name, bits, a1, a2, call, format, says, tag) \
	SYSCTL_OID_RAW(sysctl__##parent##_##name,			\
	    SYSCTL_CHILDREN(&sysctl__##parent), number, #name,		\
	    bits, a1, a2, call, format, says, tag)

#define	SYSCTL_ROOT_NODE(number, name, access, call, says)		\
	SYSCTL_OID_RAW(sysctl___##name, &sysctl__children, number, #name, \
	    CTLTYPE_NODE | (access), NULL, 0, call, "N", says, NULL)
#define	SYSCTL_NODE(parent, number, name, access, call, says)		\
	SYSCTL_OID_GLOBAL(parent, number, name, CTLTYPE_NODE | (access), \
	    NULL, 0, call, "N", says, NULL)

#define	SYSCTL_INT(parent, number, name, access, ptr, val, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_INT | CTLFLAG_MPSAFE | (access), ptr, val,		\
	    sysctl_handle_int, "I", says);				\
	CTASSERT(sizeof(int) == sizeof(*(ptr)))
#define	SYSCTL_UINT(parent, number, name, access, ptr, val, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_UINT | CTLFLAG_MPSAFE | (access), ptr, val,		\
	    sysctl_handle_int, "IU", says);				\
	CTASSERT(sizeof(unsigned) == sizeof(*(ptr)))
#define	SYSCTL_U16(parent, number, name, access, ptr, val, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_U16 | CTLFLAG_MPSAFE | (access), ptr, val,		\
	    sysctl_handle_16, "SU", says);				\
	CTASSERT(sizeof(uint16_t) == sizeof(*(ptr)))
#define	SYSCTL_ULONG(parent, number, name, access, ptr, val, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_ULONG | CTLFLAG_MPSAFE | (access), ptr, val,	\
	    sysctl_handle_long, "LU", says);				\
	CTASSERT(sizeof(unsigned long) == sizeof(*(ptr)))
#define	SYSCTL_UQUAD(parent, number, name, access, ptr, val, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_U64 | CTLFLAG_MPSAFE | (access), ptr, val,		\
	    sysctl_handle_64, "QU", says);				\
	CTASSERT(sizeof(uint64_t) == sizeof(*(ptr)))
#define	SYSCTL_STRING(parent, number, name, access, array, length, says) \
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_STRING | CTLFLAG_MPSAFE | (access), array, length,	\
	    sysctl_handle_string, "A", says)
#define	SYSCTL_STRUCT(parent, number, name, access, ptr, type, says)	\
	SYSCTL_OID(parent, number, name,				\
	    CTLTYPE_OPAQUE | CTLFLAG_MPSAFE | (access), ptr,		\
	    sizeof(struct type), sysctl_handle_opaque, "S," #type, says)
#define	SYSCTL_PROC(parent, number, name, access, ptr, arg, call, format, says) \
	SYSCTL_OID(parent, number, name, (access), ptr, arg, call,	\
	    format, says);						\
	CTASSERT(((access) & CTLTYPE) != 0)

extern struct sysctl_oid_list sysctl__children;
SYSCTL_DECL(_kern);
SYSCTL_DECL(_kern_ipc);
SYSCTL_DECL(_net);
SYSCTL_DECL(_net_link);
SYSCTL_DECL(_net_inet);
SYSCTL_DECL(_net_inet_ip);
SYSCTL_DECL(_net_inet_tcp);
SYSCTL_DECL(_net_inet_udp);
SYSCTL_DECL(_net_inet6);
SYSCTL_DECL(_net_inet6_ip6);
#endif /* _KERNEL */

#endif /* !_SYS_SYSCTL_H_ */
