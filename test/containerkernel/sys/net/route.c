/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: routes.
 */

#include "opt_route.h"

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <net/if.h>
#include <net/if_var.h>
#include <net/route.h>
#include <net/vnet.h>

#ifdef VIMAGE_GLOBALS
struct	rtstat rtstat;
struct	radix_node_head *rt_tables[RT_MAXFIBS][AF_MAX + 1];
static int rttrash;		/* routes not in the table but not freed */
#endif

struct radix_node_head *
rt_lookup(int table, int family)
{
	INIT_VNET_NET(curvnet);
	struct radix_node_head *rnh;

	rnh = V_rt_tables[table][family];
	if (rnh == NULL) {
		V_rtstat.rts_unreach++;
		V_rttrash++;
	}
	return (rnh);
}
