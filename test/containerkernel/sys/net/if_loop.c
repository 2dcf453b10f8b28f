/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the loopback interface: a module without a container.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <net/if.h>
#include <net/if_var.h>
#include <net/vnet.h>

#define	LOMTU	16384

static int vnet_loif_iattach(const void *);

#ifdef VIMAGE_GLOBALS
struct	ifnet *loif;		/* Used externally */
#endif

#ifndef VIMAGE_GLOBALS
static const vnet_modinfo_t vnet_loif_modinfo = {
	.vmi_id		= VNET_MOD_LOIF,
	.vmi_dependson	= VNET_MOD_NET,
	.vmi_name	= "loif",
	.vmi_iattach	= vnet_loif_iattach
};
#endif

static int
vnet_loif_iattach(const void *unused __unused)
{
	INIT_VNET_NET(curvnet);

	V_loif = if_alloc("lo");
	if (V_loif != NULL)
		V_loif->if_mtu = LOMTU;
	return (0);
}

static void
loop_load(void *unused __unused)
{

#ifndef VIMAGE_GLOBALS
	vnet_mod_register(&vnet_loif_modinfo);
#else
	vnet_loif_iattach(NULL);
#endif
}
SYSINIT(if_lo, SI_SUB_PSEUDO, SI_ORDER_ANY, loop_load, NULL);
