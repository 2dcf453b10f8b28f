#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
#include <net/fx_domain.h>

static void
fx_each_change(void *arg)
{
}

static void
fx_each_init(void)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_each_change, NULL, 0);
//	                                         ^^^^^^^^^^^^^^ eventhandler-per-vnet
}

static struct domain fx_eachdomain = {
	.dom_init = fx_each_init,
};
VNET_DOMAIN_SET(fx_each);
