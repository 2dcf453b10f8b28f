/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: selective acknowledgements: what the other side is missing.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/sysctl.h>
#include <vm/uma.h>

#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp_var.h>

#define	SEQ_LT(a, b)	((int32_t)((a) - (b)) < 0)
#define	SEQ_GEQ(a, b)	(!SEQ_LT(a, b))

VNET_DEFINE_STATIC(uma_zone_t, sack_zone);
#define	V_sack_zone		VNET(sack_zone)

SYSCTL_NODE(_net_inet_tcp, OID_AUTO, sack, CTLFLAG_RW, NULL,
    "selective acknowledgements");

VNET_DEFINE(int, tcp_do_sack) = 1;
SYSCTL_INT(_net_inet_tcp_sack, OID_AUTO, enable, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_do_sack), 0, "send and honour SACK");

VNET_DEFINE_STATIC(int, tcp_sack_perconn) = 128;
#define	V_tcp_sack_perconn	VNET(tcp_sack_perconn)
SYSCTL_INT(_net_inet_tcp_sack, OID_AUTO, perconn, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_sack_perconn), 0, "holes kept per connection");

VNET_DEFINE_STATIC(int, tcp_sack_limit) = 65536;
#define	V_tcp_sack_limit	VNET(tcp_sack_limit)
SYSCTL_INT(_net_inet_tcp_sack, OID_AUTO, limit,
    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(tcp_sack_limit), 0,
    "holes kept in all");

VNET_DEFINE(int, tcp_sack_holes) = 0;
SYSCTL_INT(_net_inet_tcp_sack, OID_AUTO, holes,
    CTLFLAG_RD | CTLFLAG_VNET, &VNET_NAME(tcp_sack_holes), 0,
    "holes there are now");

static void
tcp_sack_init(const void *unused __unused)
{

	V_sack_zone = uma_zcreate("sackhole", sizeof(struct sackhole),
	    UMA_ALIGN_PTR);
}
VNET_SYSINIT(tcp_sack_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, tcp_sack_init,
    NULL);

static void
tcp_sack_uninit(const void *unused __unused)
{

	uma_zdestroy(V_sack_zone);
}
VNET_SYSUNINIT(tcp_sack_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY,
    tcp_sack_uninit, NULL);

static struct sackhole *
sack_hole_new(struct tcpcb *tp, tcp_seq start, tcp_seq end)
{
	struct sackhole *hole;

	if (tp->t_nholes >= V_tcp_sack_perconn ||
	    V_tcp_sack_holes >= V_tcp_sack_limit) {
		TCPSTAT_INC(tcps_sack_overflow);
		return (NULL);
	}
	hole = uma_zalloc(V_sack_zone, M_NOWAIT);
	if (hole == NULL)
		return (NULL);
	hole->start = hole->resent = start;
	hole->end = end;
	tp->t_nholes++;
	atomic_add_int((volatile u_int *)&V_tcp_sack_holes, 1);
	return (hole);
}

static void
sack_hole_fill(struct tcpcb *tp, struct sackhole *hole)
{

	TAILQ_REMOVE(&tp->t_holes, hole, sh_next);
	uma_zfree(V_sack_zone, hole);
	tp->t_nholes--;
	atomic_subtract_int((volatile u_int *)&V_tcp_sack_holes, 1);
}

int
tcp_sack_input(struct tcpcb *tp, const struct sackblk *blocks, int n)
{
	struct sackhole *hole, *after;
	tcp_seq from = tp->snd_una;
	int changed = 0;

	if (!V_tcp_do_sack)
		return (0);
	TAILQ_FOREACH_SAFE(hole, &tp->t_holes, sh_next, after) {
		for (int i = 0; i < n; i++) {
			if (SEQ_LT(hole->start, blocks[i].start) ||
			    SEQ_LT(blocks[i].end, hole->end))
				continue;
			sack_hole_fill(tp, hole);
			changed++;
			break;
		}
	}
	for (int i = 0; i < n; i++) {
		TCPSTAT_INC(tcps_sack_blocks);
		if (SEQ_GEQ(from, blocks[i].start))
			continue;
		hole = sack_hole_new(tp, from, blocks[i].start);
		if (hole == NULL)
			break;
		TAILQ_INSERT_TAIL(&tp->t_holes, hole, sh_next);
		from = blocks[i].end;
		changed++;
	}
	return (changed);
}

void
tcp_sack_forget(struct tcpcb *tp)
{
	struct sackhole *hole;

	while ((hole = TAILQ_FIRST(&tp->t_holes)) != NULL)
		sack_hole_fill(tp, hole);
	KASSERT(tp->t_nholes == 0, ("holes left"));
}

struct sackhole *
tcp_sack_output(struct tcpcb *tp, int *bytes)
{
	struct sackhole *hole;

	*bytes = 0;
	TAILQ_FOREACH(hole, &tp->t_holes, sh_next) {
		if (SEQ_LT(hole->resent, hole->end)) {
			*bytes = hole->end - hole->resent;
			TCPSTAT_INC(tcps_sack_resent);
			return (hole);
		}
	}
	return (NULL);
}
