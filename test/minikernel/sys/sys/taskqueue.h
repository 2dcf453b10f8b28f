/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: work for another thread.
 */

#ifndef _SYS_TASKQUEUE_H_
#define	_SYS_TASKQUEUE_H_

#include <sys/types.h>
#include <sys/queue.h>

typedef void task_fn_t(void *context, int pending);

struct task {
	STAILQ_ENTRY(task) ta_link;
	uint16_t	 ta_pending;
	u_short		 ta_priority;
	task_fn_t	*ta_func;
	void		*ta_context;
};

#ifdef _KERNEL
struct taskqueue;
extern struct taskqueue *taskqueue_thread;

#define	TASK_INIT(task, priority, func, context) do {			\
	(task)->ta_pending = 0;						\
	(task)->ta_priority = (priority);				\
	(task)->ta_func = (func);					\
	(task)->ta_context = (context);					\
} while (0)

int	taskqueue_enqueue(struct taskqueue *, struct task *);
void	taskqueue_drain(struct taskqueue *, struct task *);
#endif

#endif /* !_SYS_TASKQUEUE_H_ */
