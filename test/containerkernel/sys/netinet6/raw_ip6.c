/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: raw sockets of IPv6.
 */

#include <sys/param.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <netinet/in_pcb.h>
#include <netinet/vinet.h>

#include <netinet6/ip6_var.h>
#include <netinet6/vinet6.h>

/* PLANTED: container-guard: the definition in netinet/raw_ip.c is inside VIMAGE_GLOBALS */
extern struct	inpcbhead ripcb;

#ifdef VIMAGE_GLOBALS
extern struct	inpcbinfo ripcbinfo;
struct	rip6stat rip6stat;
#endif

int	rip6_input(void);

int
rip6_input(void)
{
	INIT_VNET_INET(curvnet);
	INIT_VNET_INET6(curvnet);
	struct inpcb *inp;

	V_rip6stat.rip6s_ipackets++;
	LIST_FOREACH(inp, &V_ripcb, inp_list)
		if (inp->inp_pcbinfo == &V_ripcbinfo)
			return (1);
	return (0);
}
