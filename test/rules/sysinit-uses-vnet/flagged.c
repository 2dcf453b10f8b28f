#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
fx_set(int ttl)
{
	V_fx_ttl = ttl;
}

static void
fx_boot(void *unused)
{
	fx_set(64);
//	^^^^^^ sysinit-uses-vnet
}
SYSINIT(fx_boot, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_boot, NULL);

static int
fx_modevent(module_t mod, int type, void *data)
{
	V_fx_ttl = type;
//	^^^^^^^^ sysinit-uses-vnet
	return (0);
}
static moduledata_t fx_mod = { "fx", fx_modevent, NULL };

/* Near misses: per vnet; one vnet after the other; nothing virtualized. */
static void
fx_init(const void *unused)
{
	fx_set(64);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

static void
fx_all(void *unused)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_set(32);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
SYSINIT(fx_all, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_all, NULL);
