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

static int
lens_modevent(module_t mod __unused, int type __unused, void *data __unused)
{

	return (0);
}

static moduledata_t lens_mod = {
	"lens",
	lens_modevent,
	NULL
};

DECLARE_MODULE(lens, lens_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(lens, 1);
MODULE_DEPEND(lens, gauge, 1, 1, 1);
MODULE_DEPEND(lens, prism, 1, 1, 1);
