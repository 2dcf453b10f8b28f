/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: sockets, as the kernel holds them.
 */

#ifndef _SYS_SOCKETVAR_H_
#define	_SYS_SOCKETVAR_H_

#include <sys/socket.h>
#include <sys/mutex.h>
#include <sys/mbuf.h>

struct vnet;
struct ucred;

struct sockbuf {
	struct mbuf	*sb_mb;
	u_int		 sb_ccc;
	u_int		 sb_hiwat;
	short		 sb_flags;
};

struct socket {
	struct mtx	 so_lock;
	volatile u_int	 so_count;
	short		 so_type;
	short		 so_qlimit;
	struct vnet	*so_vnet;
	struct ucred	*so_cred;
	void		*so_pcb;
	struct sockbuf	 so_rcv;
	struct sockbuf	 so_snd;
};

#ifdef _KERNEL
int	 socreate(int domain, struct socket **, int type, struct ucred *);
int	 solisten(struct socket *, int backlog);
void	 soclose(struct socket *);
void	 soisdisconnected(struct socket *);
#endif

#endif /* !_SYS_SOCKETVAR_H_ */
