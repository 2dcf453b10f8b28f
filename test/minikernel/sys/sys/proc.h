/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: processes and threads.
 */

#ifndef _SYS_PROC_H_
#define	_SYS_PROC_H_

#include <sys/param.h>
#include <sys/queue.h>
#include <sys/ucred.h>
#include <sys/pcpu.h>

struct vnet;

struct thread {
	struct proc	*td_proc;
	struct ucred	*td_ucred;
	struct vnet	*td_vnet;	/* what curvnet is */
#ifdef VNET_DEBUG
	const char	*td_vnet_lpush;
#endif
	int		 td_tid;
	u_int		 td_flags:6,
			 td_prio:10;
	TAILQ_ENTRY(thread) td_plist;
};

struct proc {
	TAILQ_HEAD(, thread) p_threads;
	struct ucred	*p_ucred;
	pid_t		 p_pid;
	char		 p_comm[20];
};

#ifdef _KERNEL
extern struct proc proc0;
extern struct thread thread0;
#endif

#endif /* !_SYS_PROC_H_ */
