#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
fx_change(void *arg)
{
	V_fx_ttl++;
}

static void
fx_register(void)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_change, NULL, 0);
//	                                         ^^^^^^^^^ eventhandler-per-vnet
}

static void
fx_init(const void *unused)
{
	fx_register();
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

/* Near misses: vnet0 alone, either way round; once at boot. */
static void
fx_once(const void *unused)
{
	if (IS_DEFAULT_VNET(curvnet))
		EVENTHANDLER_REGISTER(maxsockets_change, fx_change, NULL, 0);
	if (!IS_DEFAULT_VNET(curvnet))
		return;
	EVENTHANDLER_REGISTER(nmbclusters_change, fx_change, NULL, 0);
}
VNET_SYSINIT(fx_once, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_once, NULL);

static void
fx_boot(void *unused)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_change, NULL, 0);
}
SYSINIT(fx_boot, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_boot, NULL);
