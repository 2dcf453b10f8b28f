/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: interfaces.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <net/if.h>
#include <net/if_var.h>
#include <net/vnet.h>

MALLOC_DEFINE(M_IFNET, "ifnet", "interfaces");

static int vnet_net_iattach(const void *);

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
struct vnet_net vnet_net_0;
#endif
#endif

#ifdef VIMAGE_GLOBALS
struct	ifnethead ifnet;	/* depend on static init XXX */
int	if_index;
struct	ifindex_entry *ifindex_table;
static int if_indexlim = 8;
#endif

#ifndef VIMAGE_GLOBALS
/* PLANTED: container-symbol-map: netstat(1) asks for _rtstat and is told that there is none */
static struct vnet_symmap vnet_net_symmap[] = {
	VNET_SYMMAP(net, ifnet),
	VNET_SYMMAP(net, rt_tables),
	VNET_SYMMAP_END
};

static const struct vnet_modinfo vnet_net_modinfo = {
	.vmi_id		= VNET_MOD_NET,
	.vmi_name	= "net",
	.vmi_size	= sizeof(struct vnet_net),
	.vmi_symmap	= vnet_net_symmap,
	.vmi_iattach	= vnet_net_iattach
};
#endif /* !VIMAGE_GLOBALS */

static int
vnet_net_iattach(const void *unused __unused)
{
	INIT_VNET_NET(curvnet);

	V_if_index = 0;
	V_ifindex_table = NULL;
	V_if_indexlim = 8;

	TAILQ_INIT(&V_ifnet);
	V_ifindex_table = malloc(V_if_indexlim * sizeof(struct ifindex_entry),
	    M_IFNET, M_WAITOK | M_ZERO);
	return (0);
}

static void
if_init(void *dummy __unused)
{

#ifndef VIMAGE_GLOBALS
	vnet_mod_register(&vnet_net_modinfo);
#else
	vnet_net_iattach(NULL);
#endif
}
SYSINIT(interfaces, SI_SUB_INIT_IF, SI_ORDER_FIRST, if_init, NULL);

struct ifnet *
if_alloc(const char *name)
{
	INIT_VNET_NET(curvnet);
	struct ifnet *ifp;

	if (V_if_index >= V_if_indexlim)
		return (NULL);
	ifp = malloc(sizeof(*ifp), M_IFNET, M_WAITOK | M_ZERO);
	ifp->if_xname[0] = name[0];
	ifp->if_vnet = curvnet;
	V_ifindex_table[++V_if_index - 1].ife_ifnet = ifp;
	TAILQ_INSERT_TAIL(&V_ifnet, ifp, if_link);
	return (ifp);
}
