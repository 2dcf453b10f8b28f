#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
fx_all(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
//	^^^^^^^^^^^^^^^^^^^^^^^ vnet-foreach-in-constructor
		CURVNET_SET(vnet_iter);
		V_fx_ttl = 1;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

static void
fx_init(const void *unused)
{
	fx_all();
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

/* Near misses: once for the kernel; in vnet0's own run. */
static void
fx_boot(void *unused)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_fx_ttl = 1;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
SYSINIT(fx_boot, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_boot, NULL);

static void
fx_first(const void *unused)
{
	VNET_ITERATOR_DECL(vnet_iter);

	if (!IS_DEFAULT_VNET(curvnet))
		return;
	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_fx_ttl = 1;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
VNET_SYSINIT(fx_first, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_first, NULL);
