/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the first thread, and sysinits in their order.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/proc.h>
#include <sys/sysctl.h>

#include <net/vnet.h>

int hz = 1000;
volatile int ticks;
int bootverbose;

struct prison prison0 = {
	.pr_id = 0,
	.pr_ref = 1,
	.pr_name = "0",
};
static struct ucred cred0 = { .cr_ref = 1, .cr_prison = &prison0 };
struct proc proc0 = { .p_ucred = &cred0, .p_comm = "kernel" };
struct thread thread0 = {
	.td_proc = &proc0,
	.td_ucred = &cred0,
	.td_flags = 1,
	.td_prio = 80,
};

struct sysctl_oid_list sysctl__children = SLIST_HEAD_INITIALIZER(sysctl__children);
SYSCTL_ROOT_NODE(1, kern, CTLFLAG_RW, NULL, "kernel");
SYSCTL_ROOT_NODE(4, net, CTLFLAG_RW, NULL, "network");

SYSCTL_INT(_kern, OID_AUTO, hz, CTLFLAG_RD, &hz, 0, "clock ticks per second");

SET_DECLARE(sysinit_set, struct sysinit);

static int
sysinit_before(const struct sysinit *a, const struct sysinit *b)
{

	if (a->subsystem != b->subsystem)
		return (a->subsystem < b->subsystem);
	return (a->order < b->order);
}

void	mi_startup(void);

void
mi_startup(void)
{
	struct sysinit **from, **at, *first;

	/* Few enough for the plainest of sorts. */
	SET_FOREACH(from, sysinit_set) {
		for (at = from; at != SET_LIMIT(sysinit_set); at++) {
			if (sysinit_before(*at, *from)) {
				first = *at;
				*at = *from;
				*from = first;
			}
		}
		(*from)->func((*from)->udata);
	}
}
