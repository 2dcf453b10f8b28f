/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: raw sockets.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/sysctl.h>
#include <sys/vimage.h>

#include <netinet/in_pcb.h>
#include <netinet/ip_var.h>
#include <netinet/vinet.h>

#ifdef VIMAGE_GLOBALS
struct	inpcbhead ripcb;
struct	inpcbinfo ripcbinfo;
#endif

SYSCTL_V_INT(V_NET, vnet_inet, _net_inet_ip, OID_AUTO, rawcount, CTLFLAG_RD,
    ripcbinfo.ipi_count, 0, "Number of raw sockets");

void	rip_init(void);
void	rip_zone_change(void *);

void
rip_zone_change(void *tag)
{

	/* PLANTED: container-init: no INIT_VNET_INET, options VIMAGE does not compile */
	V_ripcbinfo.ipi_zone = tag;
}

void
rip_init(void)
{
	INIT_VNET_INET(curvnet);

	LIST_INIT(&V_ripcb);
	V_ripcbinfo.ipi_listhead = &V_ripcb;
}
