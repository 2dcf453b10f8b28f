#include <sys/param.h>
#include <sys/kernel.h>
#include <net/if_var.h>
#include <net/vnet.h>

/* Near miss: one cloner for vnet0; no jail can make such an interface. */
static struct if_clone *fx_cloner;
VNET_DEFINE(int, fx_count);

static int
fx_create(struct if_clone *ifc, int unit, caddr_t params)
{
	struct fx_softc *sc;

	sc = fx_alloc(unit);
	sc->sc_cred = crhold(curthread->td_ucred);
	return (0);
}

static void
fx_init(void *unused)
{
	fx_cloner = if_clone_simple("fx", fx_create, fx_destroy, 0);
}
SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);
