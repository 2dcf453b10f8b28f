/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: TCP: its defaults, its control blocks, its timers.
 */

#include "opt_inet.h"
#include "opt_inet6.h"
#include "opt_tcpdebug.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <sys/hhook.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/mutex.h>
#include <sys/proc.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <vm/uma.h>

#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/ip_var.h>
#include <netinet/tcp_var.h>

#define	TCBHASHSIZE	512
#define	TCP_ISN_BYTES	32

static tcp_seq	tcp_isn_rfc6528(const struct in_endpoints *);
static tcp_timer_fn_t tcp_timeout_delack, tcp_timeout_rexmt, tcp_timeout_keep,
    tcp_timeout_2msl;

static struct mtx isn_lock;

SYSCTL_NODE(_net_inet, IPPROTO_TCP, tcp, CTLFLAG_RW, NULL, "TCP");

VNET_DEFINE(int, tcp_mssdflt) = TCP_MSS;
#ifdef INET6
VNET_DEFINE_STATIC(int, tcp_v6mssdflt) = TCP6_MSS;
#define	V_tcp_v6mssdflt		VNET(tcp_v6mssdflt)
#endif
VNET_DEFINE_STATIC(int, tcp_minmss) = 216;
#define	V_tcp_minmss		VNET(tcp_minmss)
VNET_DEFINE_STATIC(int, tcp_log_debug) = 0;
#define	V_tcp_log_debug		VNET(tcp_log_debug)
VNET_DEFINE_STATIC(int, tcp_tcbhashsize);
#define	V_tcp_tcbhashsize	VNET(tcp_tcbhashsize)

VNET_DEFINE(struct inpcbhead, tcb);
VNET_DEFINE(struct inpcbinfo, tcbinfo);
VNET_DEFINE_STATIC(uma_zone_t, tcp_zone);
#define	V_tcp_zone		VNET(tcp_zone)

VNET_DEFINE_STATIC(u_int, tcp_isn_reseeds);
#define	V_tcp_isn_reseeds	VNET(tcp_isn_reseeds)
VNET_DEFINE_STATIC(u_char, tcp_isn_secret[TCP_ISN_BYTES]);
#define	V_tcp_isn_secret	VNET(tcp_isn_secret)
VNET_DEFINE_STATIC(int, tcp_isn_last);
#define	V_tcp_isn_last		VNET(tcp_isn_last)

/* Addresses of functions: the linker must relocate the reference copy. */
VNET_DEFINE_STATIC(tcp_isn_fn_t *, tcp_isn_fn) = tcp_isn_rfc6528;
#define	V_tcp_isn_fn		VNET(tcp_isn_fn)
VNET_DEFINE_STATIC(tcp_timer_fn_t *, tcp_timer_fn[TT_N]) = {
	[TT_REXMT] = tcp_timeout_rexmt,
	[TT_KEEP] = tcp_timeout_keep,
	[TT_DELACK] = tcp_timeout_delack,
	[TT_2MSL] = &tcp_timeout_2msl,
};
#define	V_tcp_timer_fn		VNET(tcp_timer_fn)

/* A string shorter than its array: the rest of it is zero. */
VNET_DEFINE_STATIC(char, tcp_cc_default[TCP_CA_NAME_MAX]) = "newreno";
#define	V_tcp_cc_default	VNET(tcp_cc_default)

/* Keepalive times in ticks; hz is no constant, so 1000 stands for it. */
VNET_DEFINE_STATIC(struct tcp_keep {
	int	init;
	int	idle;
	short	count;
}, tcp_keep) = { 75 * 1000, .count = 8, .idle = 7200 * 1000 };
#define	V_tcp_keep		VNET(tcp_keep)

VNET_PCPUSTAT_DEFINE(struct tcpstat, tcpstat);
VNET_PCPUSTAT_SYSINIT(tcpstat);
VNET_PCPUSTAT_SYSUNINIT(tcpstat);

SYSCTL_INT(_net_inet_tcp, OID_AUTO, mssdflt, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_mssdflt), 0, "segment size when the peer names none");
#ifdef INET6
SYSCTL_INT(_net_inet_tcp, OID_AUTO, v6mssdflt, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_v6mssdflt), 0, "the same over IPv6");
#endif
SYSCTL_INT(_net_inet_tcp, OID_AUTO, minmss, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_minmss), 0, "smallest segment size accepted");
SYSCTL_INT(_net_inet_tcp, OID_AUTO, log_debug, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_log_debug), 0, "log odd segments");
SYSCTL_INT(_net_inet_tcp, OID_AUTO, tcbhashsize, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(tcp_tcbhashsize), 0, "buckets of the connection table");
SYSCTL_STRING(_net_inet_tcp, OID_AUTO, cc_default, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_cc_default), sizeof(VNET_NAME(tcp_cc_default)),
    "congestion control of new connections");
SYSCTL_INT(_net_inet_tcp, OID_AUTO, keepidle, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(tcp_keep.idle), 0, "ticks of silence before the first probe");
SYSCTL_UINT(_net_inet_tcp, OID_AUTO, reseeds, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(tcp_isn_reseeds), 0, "how often the ISN secret was renewed");
SYSCTL_VNET_PCPUSTAT(_net_inet_tcp, OID_AUTO, stats, struct tcpstat, tcpstat,
    "TCP statistics");

static void
tcp_init(const void *unused __unused)
{

	mtx_init(&isn_lock, "TCP sequence numbers", NULL, MTX_DEF);
}
SYSINIT(tcp_init, SI_SUB_PROTO_DOMAININIT, SI_ORDER_FIRST, tcp_init, NULL);

static void
tcp_vnet_init(const void *unused __unused)
{
	int buckets = TCBHASHSIZE;

	TUNABLE_INT_FETCH("net.inet.tcp.tcbhashsize", &buckets);
	V_tcp_tcbhashsize = buckets;
	in_pcbinfo_init(&V_tcbinfo, "tcp", &V_tcb, V_tcp_tcbhashsize);
	V_tcp_zone = uma_zcreate("tcpcb", sizeof(struct tcpcb),
	    UMA_ALIGN_PTR);
	arc4random_buf(&V_tcp_isn_secret, sizeof(V_tcp_isn_secret));
}
VNET_SYSINIT(tcp_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD,
    tcp_vnet_init, NULL);

static void
tcp_vnet_uninit(const void *unused __unused)
{

	uma_zdestroy(V_tcp_zone);
	in_pcbinfo_destroy(&V_tcbinfo);
}
VNET_SYSUNINIT(tcp_vnet_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD,
    tcp_vnet_uninit, NULL);

struct tcpcb *
tcp_new(struct inpcb *inp)
{
	struct tcpcb *tp;

	if ((tp = uma_zalloc(V_tcp_zone, M_NOWAIT | M_ZERO)) == NULL)
		return (NULL);
	tp->t_maxseg =
#ifdef INET6
	    (inp->inp_vflag & 0x2) ? V_tcp_v6mssdflt :
#endif
	    V_tcp_mssdflt;
	if (tp->t_maxseg < (u_int)V_tcp_minmss)
		tp->t_maxseg = V_tcp_minmss;
#ifdef VIMAGE
	tp->t_vnet = inp->inp_socket->so_vnet;
#endif
	TAILQ_INIT(&tp->t_holes);
	for (int i = 0; i < TT_N; i++)
		callout_init(&tp->t_timers[i], 1);
	tp->t_inpcb = inp;
	inp->inp_ppcb = tp;
	tp->snd_una = tp->snd_nxt = tcp_new_isn(tp);
	TCPSTAT_INC(tcps_connattempt);
	if (V_tcp_log_debug)
		printf("tcp: new connection, %s\n", V_tcp_cc_default);
	return (tp);
}

void
tcp_drop(struct tcpcb *tp)
{

	for (int i = 0; i < TT_N; i++)
		callout_drain(&tp->t_timers[i]);
	tcp_sack_forget(tp);
	tp->t_inpcb->inp_ppcb = NULL;
	uma_zfree(V_tcp_zone, tp);
	TCPSTAT_INC(tcps_drops);
}

tcp_seq
tcp_new_isn(struct tcpcb *tp)
{
	tcp_seq isn;

	mtx_lock(&isn_lock);
	if (ticks - V_tcp_isn_last > 3600 * hz) {
		arc4random_buf(V_tcp_isn_secret, sizeof(V_tcp_isn_secret));
		V_tcp_isn_reseeds++;
		V_tcp_isn_last = ticks;
	}
	isn = V_tcp_isn_fn(&tp->t_inpcb->inp_ie);
	mtx_unlock(&isn_lock);
	return (isn);
}

static tcp_seq
tcp_isn_rfc6528(const struct in_endpoints *ie)
{
	tcp_seq sum = (uint32_t)ie->ie_fport << 16 | ie->ie_lport;

	for (size_t i = 0; i < nitems(V_tcp_isn_secret); i++)
		sum = sum * 31 + V_tcp_isn_secret[i];
	return (sum + ticks);
}

/*
 * Timers. The connection knows its vnet.
 */
#define	TCP_TIMER(which)						\
static void								\
tcp_timer_##which(void *arg)						\
{									\
	struct tcpcb *tp = arg;						\
									\
	CURVNET_SET(tp->t_vnet);					\
	V_tcp_timer_fn[TT_##which](tp);					\
	CURVNET_RESTORE();						\
}
TCP_TIMER(DELACK)
TCP_TIMER(REXMT)
TCP_TIMER(KEEP)
TCP_TIMER(2MSL)
#undef TCP_TIMER

static callout_func_t *const tcp_timers[TT_N] = {
	[TT_DELACK] = tcp_timer_DELACK,
	[TT_REXMT] = tcp_timer_REXMT,
	[TT_KEEP] = tcp_timer_KEEP,
	[TT_2MSL] = tcp_timer_2MSL,
};

void
tcp_timer_start(struct tcpcb *tp, enum tcp_timer which, int to_ticks)
{

	if (to_ticks == 0)
		callout_stop(&tp->t_timers[which]);
	else
		callout_reset(&tp->t_timers[which], to_ticks,
		    tcp_timers[which], tp);
}

static void
tcp_timeout_delack(struct tcpcb *tp)
{

	tp->t_force = 1;
}

static void
tcp_timeout_rexmt(struct tcpcb *tp)
{

	TCPSTAT_INC(tcps_rexmttimeo);
#ifdef TCPDEBUG
	tcp_trace(TT_REXMT, tp);
#endif
	tp->snd_ssthresh = tp->snd_cwnd / 2;
	tp->snd_cwnd = tp->t_maxseg;
	tcp_timer_start(tp, TT_REXMT, V_tcp_keep.init);
}

static void
tcp_timeout_keep(struct tcpcb *tp)
{

	if (tp->t_idle && V_tcp_keep.count > 0) {
		TCPSTAT_INC(tcps_keepdrops);
		soisdisconnected(tp->t_inpcb->inp_socket);
		return;
	}
	tp->t_idle = 1;
	tcp_timer_start(tp, TT_KEEP, V_tcp_keep.idle);
}

static void
tcp_timeout_2msl(struct tcpcb *tp)
{

	soisdisconnected(tp->t_inpcb->inp_socket);
}
