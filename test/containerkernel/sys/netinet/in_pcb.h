/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: protocol control blocks.
 */

#ifndef _NETINET_IN_PCB_H_
#define	_NETINET_IN_PCB_H_

#include <sys/param.h>
#include <sys/queue.h>

struct inpcb;
LIST_HEAD(inpcbhead, inpcb);

struct inpcbinfo {
	struct	inpcbhead *ipi_listhead;
	u_long	ipi_hashmask;
	u_int	ipi_count;
	u_int64_t ipi_gencnt;
	uma_zone_t ipi_zone;
};

struct inpcb {
	LIST_ENTRY(inpcb) inp_list;
	struct	inpcbinfo *inp_pcbinfo;
	u_short	inp_lport;
};

u_short	in_pcbport(u_short);

#ifdef VIMAGE_GLOBALS
extern int	ipport_lowfirstauto;
extern int	ipport_firstauto;
#endif

#endif /* !_NETINET_IN_PCB_H_ */
