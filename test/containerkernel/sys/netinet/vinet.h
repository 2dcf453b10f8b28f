/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the container of IPv4.
 */

#ifndef _NETINET_VINET_H_
#define	_NETINET_VINET_H_

#include <sys/param.h>
#include <sys/callout.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <netinet/in_pcb.h>
#include <netinet/ip_var.h>

struct vnet_inet {
	struct	in_ifaddrhashhead *_in_ifaddrhashtbl;
	struct	in_ifaddrhead _in_ifaddrhead;
	/* PLANTED: container-type-mismatch: netinet/ip_input.c has a u_int */
	u_long	_in_ifaddrhmask;

	int	_ipforwarding;
	int	_ip_defttl;
	/* PLANTED: container-accessor: sysctl(8) sets it, nobody can read it */
	int	_ip_output_flowtable_size;
	u_short	_ip_id;

	int	_nipq;			/* Total # of reass queues */
	TAILQ_HEAD(ipqhead, ipq) _ipq[4];

	struct	inpcbhead _ripcb;
	struct	inpcbinfo _ripcbinfo;
	struct	ipstat _ipstat;

	int	_rtq_timeout;
	struct	callout _rtq_timer;

	int	_ipport_lowfirstauto;
	int	_ipport_firstauto;

	char	_reply_src[16];
	int	_fw_one_pass;
};

/* Size guard. See sys/vimage.h. */
VIMAGE_CTASSERT(SIZEOF_vnet_inet, sizeof(struct vnet_inet));

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
extern struct vnet_inet vnet_inet_0;
#endif
#endif

/*
 * Symbol translation macros
 */
#define	INIT_VNET_INET(vnet) \
	INIT_FROM_VNET(vnet, VNET_MOD_INET, struct vnet_inet, vnet_inet)

#define	VNET_INET(sym)	VSYM(vnet_inet, sym)

#define	V_fw_one_pass		VNET_INET(fw_one_pass)
#define	V_in_ifaddrhashtbl	VNET_INET(in_ifaddrhashtbl)
#define	V_in_ifaddrhead		VNET_INET(in_ifaddrhead)
#define	V_in_ifaddrhmask	VNET_INET(in_ifaddrhmask)
#define	V_ip_defttl		VNET_INET(ip_defttl)
#define	V_ip_id			VNET_INET(ip_id)
#define	V_ipforwarding		VNET_INET(ipforwarding)
#define	V_ipport_firstauto	VNET_INET(ipport_firstauto)
#define	V_ipport_lowfirstauto	VNET_INET(ipport_lowfirstauto)
#define	V_ipq			VNET_INET(ipq)
#define	V_ipstat		VNET_INET(ipstat)
#define	V_nipq			VNET_INET(nipq)
#define	V_reply_src		VNET_INET(reply_src)
#define	V_ripcb			VNET_INET(ripcb)
#define	V_ripcbinfo		VNET_INET(ripcbinfo)
#define	V_rtq_timeout		VNET_INET(rtq_timeout)
#define	V_rtq_timer		VNET_INET(rtq_timer)

#define	ip_newid()	(V_ip_id++)

#endif /* !_NETINET_VINET_H_ */
