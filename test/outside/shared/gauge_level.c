/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>

#include <net/vnet.h>

#include <gauge/gauge_scale.h>

VNET_DEFINE_STATIC(struct gauge_scale, gauge_level) = { .gs_high = 100 };
#define	V_gauge_level	VNET(gauge_level)

int	gauge_level_get(void);

int
gauge_level_get(void)
{

	return (V_gauge_level.gs_high);
}
