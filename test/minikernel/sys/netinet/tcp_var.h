/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the state of TCP.
 */

#ifndef _NETINET_TCP_VAR_H_
#define	_NETINET_TCP_VAR_H_

#include <sys/queue.h>
#include <sys/callout.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>

#define	TCP_MSS		536
#define	TCP6_MSS	1220
#define	TCP_CA_NAME_MAX	16

typedef uint32_t tcp_seq;

enum tcp_timer { TT_DELACK, TT_REXMT, TT_KEEP, TT_2MSL, TT_N };

struct sackblk {
	tcp_seq		start;
	tcp_seq		end;
};

struct sackhole {
	tcp_seq		start;
	tcp_seq		end;
	tcp_seq		resent;
	TAILQ_ENTRY(sackhole) sh_next;
};

struct tcpcb {
	struct inpcb	*t_inpcb;
	struct vnet	*t_vnet;
	int		 t_state;
	u_int		 t_maxseg:14,
			 t_force:1,
			 t_idle:1;
	u_int		 t_flags;
	tcp_seq		 snd_una, snd_nxt, snd_max;
	uint32_t	 snd_cwnd, snd_ssthresh;
	tcp_seq		 rcv_nxt;
	int		 t_nholes;
	TAILQ_HEAD(sackholes, sackhole) t_holes;
	struct sackblk	 sackblks[6];
	struct callout	 t_timers[TT_N];
};

struct tcpstat {
	uint64_t	tcps_connattempt;
	uint64_t	tcps_accepts;
	uint64_t	tcps_connects;
	uint64_t	tcps_drops;
	uint64_t	tcps_rexmttimeo;
	uint64_t	tcps_keepdrops;
	uint64_t	tcps_sack_resent;
	uint64_t	tcps_sack_blocks;
	uint64_t	tcps_sack_overflow;
};

#ifdef _KERNEL
typedef void	tcp_timer_fn_t(struct tcpcb *);
typedef tcp_seq	tcp_isn_fn_t(const struct in_endpoints *);

VNET_DECLARE(struct inpcbhead, tcb);
VNET_DECLARE(struct inpcbinfo, tcbinfo);
VNET_DECLARE(int, tcp_mssdflt);
VNET_DECLARE(int, tcp_do_sack);
VNET_DECLARE(int, tcp_sack_holes);
VNET_PCPUSTAT_DECLARE(struct tcpstat, tcpstat);
#define	V_tcb			VNET(tcb)
#define	V_tcbinfo		VNET(tcbinfo)
#define	V_tcp_mssdflt		VNET(tcp_mssdflt)
#define	V_tcp_do_sack		VNET(tcp_do_sack)
#define	V_tcp_sack_holes	VNET(tcp_sack_holes)

#define	TCPSTAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct tcpstat, tcpstat, member, 1)

struct tcpcb	*tcp_new(struct inpcb *);
void		 tcp_drop(struct tcpcb *);
tcp_seq		 tcp_new_isn(struct tcpcb *);
void		 tcp_timer_start(struct tcpcb *, enum tcp_timer, int to_ticks);
int		 tcp_sack_input(struct tcpcb *, const struct sackblk *, int n);
void		 tcp_sack_forget(struct tcpcb *);
struct sackhole	*tcp_sack_output(struct tcpcb *, int *bytes);
#ifdef TCPDEBUG
void		 tcp_trace(short act, const struct tcpcb *);
#endif
#endif

#endif /* !_NETINET_TCP_VAR_H_ */
