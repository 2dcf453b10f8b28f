/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: helper hooks: points in a protocol that modules can watch.
 */

#ifndef _SYS_HHOOK_H_
#define	_SYS_HHOOK_H_

#include <sys/queue.h>
#include <sys/rwlock.h>

#define	HHOOK_WAITOK		0x01
#define	HHOOK_NOWAIT		0x02
#define	HHOOK_HEADISINVNET	0x04

#define	HHOOK_TYPE_TCP		1
#define	HHOOK_TYPE_SOCKET	2

#define	HHOOK_SOCKET_CREATE	0
#define	HHOOK_SOCKET_LISTEN	1
#define	HHOOK_SOCKET_CLOSE	2
#define	HHOOK_SOCKET_LAST	HHOOK_SOCKET_CLOSE

struct hhook;

struct hhook_head {
	STAILQ_HEAD(hhook_list, hhook) hhh_hooks;
	struct rwlock	 hhh_lock;
	uintptr_t	 hhh_vid;
	int		 hhh_nhooks;
	int32_t		 hhh_type;
	int32_t		 hhh_id;
	uint32_t	 hhh_flags;
	volatile uint32_t hhh_refcount;
	LIST_ENTRY(hhook_head) hhh_next, hhh_vnext;
};

LIST_HEAD(hhook_pointlist, hhook_head);

typedef int hhook_func_t(int32_t type, int32_t id, void *udata, void *ctx);

int	hhook_head_register(int32_t type, int32_t id, struct hhook_head **,
	    uint32_t flags);
int	hhook_head_deregister(struct hhook_head *);
int	hhook_add_hook(struct hhook_head *, hhook_func_t *, void *udata);
void	hhook_run_hooks(struct hhook_head *, void *ctx);

#define	HHOOKS_RUN_IF(head, ctx) do {					\
	if ((head) != NULL && (head)->hhh_nhooks > 0)			\
		hhook_run_hooks((head), (ctx));				\
} while (0)

#endif /* !_SYS_HHOOK_H_ */
