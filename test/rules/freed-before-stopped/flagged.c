#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/eventhandler.h>
#include <sys/malloc.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(struct callout, fx_timer);
VNET_DEFINE_STATIC(struct callout, fx_other);
VNET_DEFINE_STATIC(struct mtx, fx_mtx);
VNET_DEFINE_STATIC(int *, fx_table);
VNET_DEFINE_STATIC(int *, fx_names);
VNET_DEFINE_STATIC(int *, fx_asked);
VNET_DEFINE_STATIC(uma_zone_t, fx_zone);
VNET_DEFINE_STATIC(struct fx_softc *, fx_if);
VNET_DEFINE_STATIC(struct if_clone *, fx_cloner);
VNET_DEFINE_STATIC(void *, fx_swi);
VNET_DEFINE_STATIC(eventhandler_tag, fx_tag);
#define	V_fx_timer	VNET(fx_timer)
#define	V_fx_other	VNET(fx_other)
#define	V_fx_mtx	VNET(fx_mtx)
#define	V_fx_table	VNET(fx_table)
#define	V_fx_names	VNET(fx_names)
#define	V_fx_asked	VNET(fx_asked)
#define	V_fx_zone	VNET(fx_zone)
#define	V_fx_if		VNET(fx_if)
#define	V_fx_cloner	VNET(fx_cloner)
#define	V_fx_swi	VNET(fx_swi)
#define	V_fx_tag	VNET(fx_tag)

static void
fx_look(void)
{
	mtx_lock(&V_fx_mtx);
	V_fx_table[0]++;
	mtx_unlock(&V_fx_mtx);
	/* It asks first. */
	if (V_fx_asked != NULL)
		V_fx_asked[0]++;
}

static void
fx_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	fx_look();
	callout_reset(&V_fx_timer, 100, fx_tick, curvnet);
	CURVNET_RESTORE();
}

/* Uses nothing that is freed before it is stopped. */
static void
fx_other_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	V_fx_names[0]++;
	callout_reset(&V_fx_other, 100, fx_other_tick, curvnet);
	CURVNET_RESTORE();
}

static void
fx_arrives(void *arg, struct ifnet *ifp)
{
	uma_zalloc(V_fx_zone, M_NOWAIT);
}

static void
fx_intr(void *arg)
{
	struct fx_softc *sc = arg;

	CURVNET_SET(sc->sc_ifp->if_vnet);
	sc->sc_packets++;
	CURVNET_RESTORE();
}

static int
fx_clone_create(struct if_clone *ifc, int unit, char *param)
{
	V_fx_if = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
	return (0);
}

static void
fx_clone_destroy(struct ifnet *ifp)
{
	free(ifp->if_softc, M_TEMP);
	V_fx_if = NULL;
}

static void
fx_init(const void *unused)
{
	V_fx_table = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
	V_fx_names = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
	V_fx_asked = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
	V_fx_zone = uma_zcreate("fx", 64, NULL, NULL, NULL, NULL, 0, 0);
	mtx_init(&V_fx_mtx, "fx", NULL, MTX_DEF);
	callout_init(&V_fx_timer, 1);
	callout_init(&V_fx_other, 1);
	callout_reset(&V_fx_timer, 100, fx_tick, curvnet);
	callout_reset(&V_fx_other, 100, fx_other_tick, curvnet);
	V_fx_tag = EVENTHANDLER_REGISTER(ifnet_arrival_event, fx_arrives, NULL, EVENTHANDLER_PRI_ANY);
	V_fx_cloner = if_clone_simple("fx", fx_clone_create, fx_clone_destroy, 1);
	swi_add(NULL, "fx", fx_intr, V_fx_if, SWI_NET, INTR_MPSAFE, &V_fx_swi);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_SECOND, fx_init, NULL);

static void
fx_stop(void)
{
	callout_drain(&V_fx_timer);
}

static void
fx_uninit(const void *unused)
{
	free(V_fx_table, M_TEMP);
//	^^^^ freed-before-stopped
	free(V_fx_asked, M_TEMP);
	mtx_destroy(&V_fx_mtx);
//	^^^^^^^^^^^ freed-before-stopped
	fx_stop();
	callout_drain(&V_fx_other);
	free(V_fx_names, M_TEMP);
	if_clone_detach(V_fx_cloner);
//	^^^^^^^^^^^^^^^ freed-before-stopped
	swi_remove(V_fx_swi);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_SECOND, fx_uninit, NULL);

/* Runs before fx_zone_uninit(): destructors run in the reverse order. */
static void
fx_zone_uninit(const void *unused)
{
	uma_zdestroy(V_fx_zone);
//	^^^^^^^^^^^^ freed-before-stopped
}
VNET_SYSUNINIT(fx_zone_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_zone_uninit, NULL);

static void
fx_tag_uninit(const void *unused)
{
	EVENTHANDLER_DEREGISTER(ifnet_arrival_event, V_fx_tag);
}
VNET_SYSUNINIT(fx_tag_uninit, SI_SUB_PSEUDO, SI_ORDER_FIRST, fx_tag_uninit, NULL);
