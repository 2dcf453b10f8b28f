/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: a ring of what TCP did last.
 */

#include "opt_inet.h"
#include "opt_tcpdebug.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp_var.h>

#ifndef TCP_NDEBUG
#define	TCP_NDEBUG	8
#endif

struct tcp_trace_entry {
	uint64_t	tte_when;
	short		tte_act;
	struct {
		tcp_seq		una, nxt;
		uint32_t	cwnd;
	} tte_snd;
	union {
		uint8_t		bytes[6];
		uint16_t	words[3];
	} tte_note;
};

VNET_DEFINE_STATIC(struct tcp_trace_entry, tcp_trace_ring[TCP_NDEBUG]) = {
	[0 ... TCP_NDEBUG - 1] = { .tte_act = -1 },
	[0].tte_note.words = { 0x7674, 0x7063, 0 },
};
#define	V_tcp_trace_ring	VNET(tcp_trace_ring)
VNET_DEFINE_STATIC(u_int, tcp_trace_next);
#define	V_tcp_trace_next	VNET(tcp_trace_next)

SYSCTL_UINT(_net_inet_tcp, OID_AUTO, trace_next, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(tcp_trace_next), 0, "entries written to the trace");

void
tcp_trace(short act, const struct tcpcb *tp)
{
	struct tcp_trace_entry *at;

	at = &V_tcp_trace_ring[V_tcp_trace_next++ % TCP_NDEBUG];
	at->tte_when = ticks;
	at->tte_act = act;
	at->tte_snd.una = tp->snd_una;
	at->tte_snd.nxt = tp->snd_nxt;
	at->tte_snd.cwnd = tp->snd_cwnd;
}
