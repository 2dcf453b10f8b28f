#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
#include <net/fx_domain.h>

static void
fx_once_change(void *arg)
{
}

/* Near miss: domain_init() calls it once. */
static void
fx_once_init(void)
{
	EVENTHANDLER_REGISTER(maxsockets_change, fx_once_change, NULL, 0);
}

static struct domain fx_oncedomain = {
	.dom_init = fx_once_init,
};
DOMAIN_SET(fx_once);
