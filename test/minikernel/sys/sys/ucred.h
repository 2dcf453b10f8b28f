/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: credentials and prisons: how a thread finds its vnet.
 */

#ifndef _SYS_UCRED_H_
#define	_SYS_UCRED_H_

#include <sys/param.h>

struct vnet;

struct prison {
	struct prison	*pr_parent;
	struct vnet	*pr_vnet;	/* its own, or the parent's */
	int		 pr_id;
	u_int		 pr_ref;
	char		 pr_name[MAXHOSTNAMELEN];
};

struct ucred {
	u_int		 cr_ref;
	uid_t		 cr_uid;
	struct prison	*cr_prison;
};

#ifdef _KERNEL
extern struct prison prison0;
#endif

#endif /* !_SYS_UCRED_H_ */
