/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: threads, as far as they know a network stack.
 */

#ifndef _SYS_PROC_H_
#define	_SYS_PROC_H_

struct vnet;

struct thread {
	struct vnet	*td_vnet;
	const char	*td_vnet_lpush;
};

extern struct thread *curthread;

#endif /* !_SYS_PROC_H_ */
