/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/module.h>

#include <net/vnet.h>

VNET_DEFINE_STATIC(int, lens_focus) = 50;
#define	V_lens_focus	VNET(lens_focus)

int	lens_focus_get(void);

int
lens_focus_get(void)
{

	return (V_lens_focus);
}

MODULE_VERSION(lens, 1);
MODULE_DEPEND(lens, gauge, 1, 1, 1);
MODULE_DEPEND(lens, prism, 1, 1, 1);
