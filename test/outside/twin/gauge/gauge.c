/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/module.h>

#include <net/vnet.h>

VNET_DEFINE_STATIC(long, gauge_count[5]) = { 1 };
#define	V_gauge_count	VNET(gauge_count)

long	gauge_next(void);

long
gauge_next(void)
{

	return (V_gauge_count[0]++);
}

MODULE_VERSION(gauge, 1);
