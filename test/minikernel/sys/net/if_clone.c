/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: interfaces that are made on demand.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mutex.h>

#include <net/vnet.h>
#include <net/if_var.h>

struct if_clone {
	char		 ifc_name[IFNAMSIZ];
	LIST_ENTRY(if_clone) ifc_list;
	LIST_HEAD(, ifnet) ifc_iflist;
	ifc_create_t	*ifc_create;
	ifc_destroy_t	*ifc_destroy;
	u_int		 ifc_minifs;
	u_int		 ifc_maxunit;
};

static MALLOC_DEFINE(M_IFCLONE, "clone", "interface cloners");

/*
 * The head has no name of its own: the type stands in the definition. An
 * empty LIST holds no address, so it may be initialised in the reference copy.
 */
VNET_DEFINE_STATIC(int, if_cloners_n);
VNET_DEFINE(LIST_HEAD(, if_clone), if_cloners) = LIST_HEAD_INITIALIZER();
VNET_DEFINE_STATIC(struct mtx, if_cloners_lock);

#define	V_if_cloners_n		VNET(if_cloners_n)
#define	V_if_cloners		VNET(if_cloners)
#define	V_if_cloners_lock	VNET(if_cloners_lock)

static void
if_cloners_init(const void *unused __unused)
{

	mtx_init(&V_if_cloners_lock, "if_cloners", NULL, MTX_DEF);
}
VNET_SYSINIT(if_cloners_init, SI_SUB_INIT_IF, SI_ORDER_FIRST,
    if_cloners_init, NULL);

static void
if_cloners_fini(const void *unused __unused)
{

	KASSERT(V_if_cloners_n == 0, ("cloners left in %p", curvnet));
	mtx_destroy(&V_if_cloners_lock);
}
VNET_SYSUNINIT(if_cloners_fini, SI_SUB_INIT_IF, SI_ORDER_FIRST,
    if_cloners_fini, NULL);

struct if_clone *
if_clone_simple(const char *name, ifc_create_t *create, ifc_destroy_t *destroy,
    u_int minimum)
{
	struct if_clone *ifc;

	ifc = malloc(sizeof(*ifc), M_IFCLONE, M_WAITOK | M_ZERO);
	strlcpy(ifc->ifc_name, name, sizeof(ifc->ifc_name));
	ifc->ifc_create = create;
	ifc->ifc_destroy = destroy;
	ifc->ifc_minifs = minimum;
	LIST_INIT(&ifc->ifc_iflist);
	mtx_lock(&V_if_cloners_lock);
	LIST_INSERT_HEAD(&V_if_cloners, ifc, ifc_list);
	V_if_cloners_n++;
	mtx_unlock(&V_if_cloners_lock);
	for (u_int unit = 0; unit < minimum; unit++)
		(void)create(ifc, unit);
	return (ifc);
}

void
if_clone_remove(struct if_clone *ifc)
{
	struct ifnet *ifp, *after;

	LIST_FOREACH_SAFE(ifp, &ifc->ifc_iflist, if_clones, after)
		ifc->ifc_destroy(ifp);
	mtx_lock(&V_if_cloners_lock);
	LIST_REMOVE(ifc, ifc_list);
	V_if_cloners_n--;
	mtx_unlock(&V_if_cloners_lock);
	free(ifc, M_IFCLONE);
}
