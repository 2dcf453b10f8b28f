/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>

#include <net/vnet.h>

#include <gauge/gauge_kobj.h>

#include "gauge_if.h"

/* Of the machine's registers there are as many as the interface has methods. */
VNET_DEFINE_STATIC(char, gauge_more[sizeof(gauge_read_t *) + 1]);
#define	V_gauge_more	VNET(gauge_more)

int	gauge_more_get(void);

int
gauge_more_get(void)
{

	return (V_gauge_more[1]);
}
