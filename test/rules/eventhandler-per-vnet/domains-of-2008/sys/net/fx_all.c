#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
#include <net/fx_domain.h>

static void
fx_all_change(void *arg)
{
}

/* Near miss: domain_init() calls it once. */
static void
fx_all_init(void)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_all_change, NULL, 0);
}

static struct domain fx_alldomain = {
	.dom_init = fx_all_init,
};
DOMAIN_SET(fx_all);

static void
fx_vnet_init(const void *unused)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_all_change, NULL, 0);
//	                                         ^^^^^^^^^^^^^ eventhandler-per-vnet
}
VNET_SYSINIT(fx_vnet_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_vnet_init, NULL);
