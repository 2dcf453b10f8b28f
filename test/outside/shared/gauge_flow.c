/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>

#include <net/vnet.h>

VNET_DEFINE_STATIC(gauge_state_t, gauge_flow);
#define	V_gauge_flow	VNET(gauge_flow)

long	gauge_flow_get(void);

long
gauge_flow_get(void)
{

	return (V_gauge_flow.gs_words[GAUGE_LATE]);
}
