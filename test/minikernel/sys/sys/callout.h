/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: timers.
 */

#ifndef _SYS_CALLOUT_H_
#define	_SYS_CALLOUT_H_

#include <sys/types.h>
#include <sys/queue.h>

typedef void callout_func_t(void *);

struct callout {
	union {
		LIST_ENTRY(callout)	le;
		SLIST_ENTRY(callout)	sle;
		TAILQ_ENTRY(callout)	tqe;
	} c_links;
	sbintime_t	 c_time;
	sbintime_t	 c_precision;
	void		*c_arg;
	callout_func_t	*c_func;
	void		*c_lock;
	short		 c_flags;
	short		 c_iflags;
	volatile int	 c_cpu;
};

#ifdef _KERNEL
void	callout_init(struct callout *, int mpsafe);
int	callout_reset(struct callout *, int to_ticks, callout_func_t *, void *);
int	callout_stop(struct callout *);
int	callout_drain(struct callout *);
#endif

#endif /* !_SYS_CALLOUT_H_ */
