/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 multicast groups.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/taskqueue.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <netinet/in.h>
#include <netinet/in_var.h>

static MALLOC_DEFINE(M_INMCAST, "in_multi", "IPv4 multicast groups");

static void	inm_release_task(void *, int);
static u_int	inm_limit(const struct in_multi *);

VNET_DEFINE_STATIC(struct in_multihead, in_multihead);
#define	V_in_multihead		VNET(in_multihead)
VNET_DEFINE_STATIC(struct mtx, in_multi_mtx);
#define	V_in_multi_mtx		VNET(in_multi_mtx)
/* Groups to be freed by the task; an SLIST head holds no address of itself. */
VNET_DEFINE_STATIC(struct inm_head, inm_free_list) = SLIST_HEAD_INITIALIZER(inm_free_list);
#define	V_inm_free_list		VNET(inm_free_list)
VNET_DEFINE_STATIC(struct task, inm_free_task);
#define	V_inm_free_task		VNET(inm_free_task)

VNET_DEFINE_STATIC(u_int, in_mcast_joined);
#define	V_in_mcast_joined	VNET(in_mcast_joined)
VNET_DEFINE_STATIC(u_int, in_mcast_refused);
#define	V_in_mcast_refused	VNET(in_mcast_refused)
VNET_DEFINE_STATIC(u_long, in_mcast_pergroup);
#define	V_in_mcast_pergroup	VNET(in_mcast_pergroup)
VNET_DEFINE_STATIC(u_long, in_mcast_persocket) = IP_MAX_SOCK_SRC_FILTER;
#define	V_in_mcast_persocket	VNET(in_mcast_persocket)
VNET_DEFINE_STATIC(u_char, in_mcast_loop) = 1;
#define	V_in_mcast_loop		VNET(in_mcast_loop)

SYSCTL_NODE(_net_inet_ip, OID_AUTO, mcast, CTLFLAG_RW, NULL,
    "IPv4 multicast");
SYSCTL_ULONG(_net_inet_ip_mcast, OID_AUTO, pergroup,
    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(in_mcast_pergroup), 0,
    "sources per group");
SYSCTL_ULONG(_net_inet_ip_mcast, OID_AUTO, persocket,
    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(in_mcast_persocket), 0,
    "sources per socket");
SYSCTL_UINT(_net_inet_ip_mcast, OID_AUTO, joined, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(in_mcast_joined), 0, "memberships");
SYSCTL_UINT(_net_inet_ip_mcast, OID_AUTO, refused, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(in_mcast_refused), 0, "sources refused");

/*
 * No `static' here, yet the prototype had it: this body is deferred, and what
 * it mentions first gets its place from inm_add_source() below.
 */
u_int
inm_limit(const struct in_multi *inm)
{

	return (V_in_mcast_pergroup - MIN(V_in_mcast_pergroup, inm->inm_nsrc));
}

struct in_multi *
in_joingroup(struct ifnet *ifp, struct in_addr group)
{
	struct in_multi *inm;

	if (!IN_MULTICAST(ntohl(group.s_addr)))
		return (NULL);
	mtx_lock(&V_in_multi_mtx);
	LIST_FOREACH(inm, &V_in_multihead, inm_link) {
		if (inm->inm_ifp == ifp &&
		    inm->inm_addr.s_addr == group.s_addr) {
			inm->inm_refcount++;
			goto out;
		}
	}
	inm = malloc(sizeof(*inm), M_INMCAST, M_NOWAIT | M_ZERO);
	if (inm == NULL)
		goto out;
	inm->inm_ifp = ifp;
	inm->inm_addr = group;
	inm->inm_refcount = 1;
	inm->inm_nsrc = V_in_mcast_loop;
	LIST_INSERT_HEAD(&V_in_multihead, inm, inm_link);
	V_in_mcast_joined++;
out:
	mtx_unlock(&V_in_multi_mtx);
	return (inm);
}

void
in_leavegroup(struct in_multi *inm)
{

	mtx_lock(&V_in_multi_mtx);
	if (--inm->inm_refcount == 0) {
		LIST_REMOVE(inm, inm_link);
		SLIST_INSERT_HEAD(&V_inm_free_list, inm, inm_nrele);
		V_in_mcast_joined--;
		taskqueue_enqueue(taskqueue_thread, &V_inm_free_task);
	}
	mtx_unlock(&V_in_multi_mtx);
}

int
inm_add_source(struct in_multi *inm, u_int howmany)
{

	if (howmany > inm_limit(inm) || howmany > V_in_mcast_persocket) {
		V_in_mcast_refused += howmany;
		return (ENOBUFS);
	}
	inm->inm_nsrc += howmany;
	return (0);
}

/* A task runs in no vnet; its context says which one is meant. */
static void
inm_release_task(void *context, int pending __unused)
{
	struct inm_head doomed;
	struct in_multi *inm;

	CURVNET_SET((struct vnet *)context);
	mtx_lock(&V_in_multi_mtx);
	doomed = V_inm_free_list;
	SLIST_INIT(&V_inm_free_list);
	mtx_unlock(&V_in_multi_mtx);
	CURVNET_RESTORE();
	while ((inm = SLIST_FIRST(&doomed)) != NULL) {
		SLIST_REMOVE_HEAD(&doomed, inm_nrele);
		free(inm, M_INMCAST);
	}
}

static void
in_mcast_vnet_init(const void *unused __unused)
{

	mtx_init(&V_in_multi_mtx, "in_multi", NULL, MTX_DEF);
	LIST_INIT(&V_in_multihead);
	V_in_mcast_pergroup = IP_MAX_GROUP_SRC_FILTER;
	TASK_INIT(&V_inm_free_task, 0, inm_release_task, curvnet);
}
VNET_SYSINIT(in_mcast_vnet_init, SI_SUB_PROTO_MC, SI_ORDER_ANY,
    in_mcast_vnet_init, NULL);

static void
in_mcast_vnet_uninit(const void *unused __unused)
{

	taskqueue_drain(taskqueue_thread, &V_inm_free_task);
	mtx_destroy(&V_in_multi_mtx);
}
VNET_SYSUNINIT(in_mcast_vnet_uninit, SI_SUB_PROTO_MC, SI_ORDER_ANY,
    in_mcast_vnet_uninit, NULL);
