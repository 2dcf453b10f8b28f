/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: named events and who listens to them.
 */

#ifndef _SYS_EVENTHANDLER_H_
#define	_SYS_EVENTHANDLER_H_

#include <sys/types.h>
#include <sys/queue.h>

struct eventhandler_entry {
	TAILQ_ENTRY(eventhandler_entry) ee_link;
	int		 ee_priority;
	void		*ee_arg;
};
typedef struct eventhandler_entry *eventhandler_tag;

struct eventhandler_list;

#define	EVENTHANDLER_PRI_FIRST	0
#define	EVENTHANDLER_PRI_ANY	10000
#define	EVENTHANDLER_PRI_LAST	20000

#define	EVENTHANDLER_DECLARE(event, type)				\
	struct eventhandler_entry_##event {				\
		struct eventhandler_entry ee;				\
		type	eh_func;					\
	}

#define	EVENTHANDLER_REGISTER(event, func, arg, priority)		\
	eventhandler_register(NULL, #event, (void *)(func), (arg), (priority))
#define	EVENTHANDLER_DEREGISTER(event, tag)				\
	eventhandler_deregister(#event, (tag))
#define	EVENTHANDLER_INVOKE(event, ...)					\
	eventhandler_invoke(#event, ##__VA_ARGS__)

#ifdef _KERNEL
eventhandler_tag eventhandler_register(struct eventhandler_list *,
	    const char *event, void *func, void *arg, int priority);
eventhandler_tag vimage_eventhandler_register(struct eventhandler_list *,
	    const char *event, void *func, void *arg, int priority,
	    void (*iterator)(void *, ...));
void	eventhandler_deregister(const char *event, eventhandler_tag);
void	eventhandler_invoke(const char *event, ...);
#endif

#endif /* !_SYS_EVENTHANDLER_H_ */
