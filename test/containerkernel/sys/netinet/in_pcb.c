/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: ports.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <netinet/in_pcb.h>
#include <netinet/vinet.h>

/* PLANTED: container-guard: it is there in every kernel, and none but VIMAGE_GLOBALS reads it */
int	ipport_lowfirstauto = 1023;
#ifdef VIMAGE_GLOBALS
int	ipport_firstauto = 49152;	/* IPPORT_HIFIRSTAUTO */
#endif

u_short
in_pcbport(u_short wanted)
{
	INIT_VNET_INET(curvnet);

	if (wanted != 0)
		return (wanted);
	if (V_ipport_lowfirstauto == 0)
		V_ipport_lowfirstauto = 1023;
	return (V_ipport_firstauto++);
}
