/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: a traffic shaper: pipes with a rate and a queue.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/mutex.h>
#include <sys/pcpu.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if_var.h>

#define	SHAPER_NPIPE	4
#define	SHAPER_NQUEUE	2

struct shaper_pipe {
	struct mbufq	 sp_queue[SHAPER_NQUEUE];
	uint64_t	 sp_credit;
	uint32_t	 sp_rate;
	uint16_t	 sp_burst;
	bool		 sp_active;
};

VNET_DEFINE_STATIC(struct shaper_pipe, shaper_pipes[SHAPER_NPIPE]) = {
	[0] = { .sp_rate = 125000, .sp_burst = 1500, .sp_active = true },
	[SHAPER_NPIPE - 1] = { .sp_rate = 12500000, .sp_queue[1].mq_maxlen = 50 },
};
VNET_DEFINE_STATIC(struct callout, shaper_timer);
VNET_DEFINE_STATIC(struct mtx, shaper_mtx);
VNET_DEFINE_STATIC(bool, shaper_going);
VNET_DEFINE_STATIC(int, shaper_debug) = 0;
VNET_DEFINE_STATIC(uint64_t, shaper_dropped);

#define	V_shaper_pipes		VNET(shaper_pipes)
#define	V_shaper_timer		VNET(shaper_timer)
#define	V_shaper_mtx		VNET(shaper_mtx)
#define	V_shaper_going		VNET(shaper_going)
#define	V_shaper_debug		VNET(shaper_debug)
#define	V_shaper_dropped	VNET(shaper_dropped)

/* Time spent here is no vnet's, but a CPU's. */
DPCPU_DEFINE_STATIC(uint64_t, shaper_busy);

SYSCTL_NODE(_net_link, OID_AUTO, shaper, CTLFLAG_RW, NULL, "traffic shaper");
SYSCTL_INT(_net_link_shaper, OID_AUTO, debug, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(shaper_debug), 0, "say what is dropped");
SYSCTL_UQUAD(_net_link_shaper, OID_AUTO, dropped, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(shaper_dropped), 0, "packets dropped");

int	shaper_enqueue(struct mbuf *, u_int pipe, u_int queue);

int
shaper_enqueue(struct mbuf *m, u_int pipe, u_int queue)
{
	struct shaper_pipe *sp;
	struct mbufq *mq;

	if (pipe >= nitems(V_shaper_pipes) || queue >= SHAPER_NQUEUE)
		return (EINVAL);
	sp = &V_shaper_pipes[pipe];
	mq = &sp->sp_queue[queue];
	mtx_lock(&V_shaper_mtx);
	if (mq->mq_len >= mq->mq_maxlen) {
		V_shaper_dropped++;
		mtx_unlock(&V_shaper_mtx);
		if (V_shaper_debug)
			printf("shaper: pipe %u is full\n", pipe);
		m_freem(m);
		return (ENOBUFS);
	}
	STAILQ_INSERT_TAIL(&mq->mq_head, m, m_stailqpkt);
	mq->mq_len++;
	mtx_unlock(&V_shaper_mtx);
	return (0);
}

static void
shaper_tick(void *arg)
{

	CURVNET_SET((struct vnet *)arg);
	DPCPU_SET(shaper_busy, DPCPU_GET(shaper_busy) + 1);
	mtx_lock(&V_shaper_mtx);
	for (int i = 0; i < SHAPER_NPIPE; i++)
		if (V_shaper_pipes[i].sp_active)
			V_shaper_pipes[i].sp_credit += V_shaper_pipes[i].sp_rate / hz;
	mtx_unlock(&V_shaper_mtx);
	if (!V_shaper_going)
		callout_reset(&V_shaper_timer, 1, shaper_tick, curvnet);
	CURVNET_RESTORE();
}

static void
vnet_shaper_init(const void *unused __unused)
{

	mtx_init(&V_shaper_mtx, "shaper", NULL, MTX_DEF);
	for (int i = 0; i < SHAPER_NPIPE; i++)
		for (int q = 0; q < SHAPER_NQUEUE; q++)
			STAILQ_INIT(&V_shaper_pipes[i].sp_queue[q].mq_head);
	callout_init(&V_shaper_timer, 1);
	callout_reset(&V_shaper_timer, 1, shaper_tick, curvnet);
}
VNET_SYSINIT(vnet_shaper_init, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY,
    vnet_shaper_init, NULL);

static void
vnet_shaper_uninit(const void *unused __unused)
{
	struct mbufq *mq;
	struct mbuf *m;

	V_shaper_going = true;
	callout_drain(&V_shaper_timer);
	for (int i = 0; i < SHAPER_NPIPE * SHAPER_NQUEUE; i++) {
		mq = &V_shaper_pipes[i / SHAPER_NQUEUE].sp_queue[i % SHAPER_NQUEUE];
		while ((m = STAILQ_FIRST(&mq->mq_head)) != NULL) {
			STAILQ_REMOVE_HEAD(&mq->mq_head, m_stailqpkt);
			m_freem(m);
		}
	}
	mtx_destroy(&V_shaper_mtx);
}
VNET_SYSUNINIT(vnet_shaper_uninit, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY,
    vnet_shaper_uninit, NULL);

static int
shaper_modevent(module_t mod __unused, int what, void *arg __unused)
{

	return (what == MOD_LOAD || what == MOD_UNLOAD ? 0 : EOPNOTSUPP);
}

static moduledata_t shaper_mod = { "shaper", shaper_modevent, NULL };
DECLARE_MODULE(shaper, shaper_mod, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY);
MODULE_VERSION(shaper, 1);
