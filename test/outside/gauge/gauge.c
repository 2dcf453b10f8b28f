/* SPDX-License-Identifier: BSD-2-Clause */

#include "opt_inet.h"
#ifndef GAUGE_WITH_KERNEL
#include "opt_gauge.h"
#endif

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/module.h>

#include <net/vnet.h>

#include "gauge_var.h"

VNET_DEFINE(struct gauge_softc, gauge_main);
VNET_DEFINE_STATIC(int, gauge_count) = 3;
#define	V_gauge_count	VNET(gauge_count)
#ifdef INET
VNET_DEFINE_STATIC(char, gauge_inet[7]);
#define	V_gauge_inet	VNET(gauge_inet)
#endif
#ifdef GAUGE_WITH_KERNEL
VNET_DEFINE_STATIC(long, gauge_kernel);
#define	V_gauge_kernel	VNET(gauge_kernel)
#endif

int	gauge_next(void);

int
gauge_next(void)
{

	V_gauge_main.gs_state.gs_words[0] = V_gauge_count;
#ifdef INET
	V_gauge_inet[0] = 1;
#endif
#ifdef GAUGE_WITH_KERNEL
	V_gauge_kernel++;
#endif
	return (V_gauge_count++);
}

static void
vnet_gauge_init(const void *unused __unused)
{

	V_gauge_main.gs_late[0] = 0;
}
VNET_SYSINIT(vnet_gauge_init, SI_SUB_PSEUDO, SI_ORDER_ANY, vnet_gauge_init,
    NULL);

MODULE_VERSION(gauge, 1);
