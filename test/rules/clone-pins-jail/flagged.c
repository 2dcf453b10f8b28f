#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/socketvar.h>
#include <net/if_var.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(struct if_clone *, fx_cloner);
#define	V_fx_cloner	VNET(fx_cloner)

static int
fx_create(struct if_clone *ifc, int unit, caddr_t params)
{
	struct fx_softc *sc;
	struct ucred *cred;

	sc = fx_alloc(unit);
	/* Near misses: the function's own reference, the kernel's credential, none. */
	cred = crhold(curthread->td_ucred);
	crfree(cred);
	socreate(PF_INET, &sc->sc_kernel, SOCK_DGRAM, 0, thread0.td_ucred, curthread);
	sc->sc_dev = make_dev_credf(0, &fx_cdevsw, unit, NULL, 0, 0, 0600, "fx%d", unit);
	socreate(PF_INET, &sc->sc_socket, SOCK_DGRAM, 0, curthread->td_ucred, curthread);
//	^^^^^^^^ clone-pins-jail
	return (0);
}

static void
fx_init(const void *unused)
{
	V_fx_cloner = if_clone_simple("fx", fx_create, fx_destroy, 0);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

static void
fx_uninit(const void *unused)
{
	if_clone_detach(V_fx_cloner);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);
