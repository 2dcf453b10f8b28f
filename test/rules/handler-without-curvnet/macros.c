#include <sys/param.h>
#include <sys/systm.h>
#include <sys/bus.h>
#include <sys/callout.h>
#include <sys/taskqueue.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

/* A subsystem's own words, two levels of them. */
#define	FX_TASK_INIT(t, f, arg)	TASK_INIT_FLAGS(t, 0, f, arg, 0)
#define	TASK_INIT_FLAGS(task, priority, func, context, flags) do {	\
	(task)->ta_priority = (priority);				\
	(task)->ta_func = (func);					\
	(task)->ta_context = (context);					\
} while (0)
#define	FX_AGAIN(sc, f)		FX_RESET(&(sc)->sc_callout, f, sc)
#define	FX_RESET(c, f, arg)	callout_reset((c), hz, (f), (arg))
#define	FX_METHOD(f)		DEVMETHOD(device_detach, f)
#define	FX_START(f)		f(NULL, 0)

static void
fx_deferred(void *context, int pending)
{
	V_fx_ttl += pending;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_tick(void *arg)
{
	V_fx_ttl--;
//	^^^^^^^^ handler-without-curvnet
}

static int
fx_detach(device_t dev)
{
	V_fx_ttl = 0;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static device_method_t fx_methods[] = {
	FX_METHOD(fx_detach),
	DEVMETHOD_END
};

/* Near miss: the macro calls it, here and now. */
static void
fx_called(void *context, int pending)
{
	V_fx_ttl = pending;
}

/* Near miss: what is handed over is a member. */
static void
fx_member(void *context, int pending)
{
	V_fx_ttl = pending;
}

/* What an #if chooses among the arguments; one that no release compiles does not count. */
static void
fx_intr(void *arg)
{
	V_fx_ttl = 1;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_old_intr(void *arg)
{
	V_fx_ttl = 2;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_new_intr(void *arg)
{
	V_fx_ttl = 3;
//	^^^^^^^^ handler-without-curvnet
}

void fx_start(struct fx_softc *sc, device_t dev);
void
fx_start(struct fx_softc *sc, device_t dev)
{
	FX_TASK_INIT(&sc->sc_task, fx_deferred, sc);
	FX_TASK_INIT(&sc->sc_task, sc->fx_member, sc);
	FX_AGAIN(sc, fx_tick);
	FX_START(fx_called);
	bus_setup_intr(dev, sc->sc_irq,
#if __FreeBSD_version >= 500013
	    INTR_TYPE_NET | INTR_MPSAFE,
#else
	    INTR_TYPE_NET,
#endif
	    NULL, fx_intr, sc, &sc->sc_cookie);
	bus_setup_intr(dev, sc->sc_irq, INTR_TYPE_NET, NULL,
#ifdef FX_OLD
	    fx_old_intr,
#else
	    fx_new_intr,
#endif
	    sc, &sc->sc_cookie);
}

/* Who writes CURVNET_ASSERT_SET() says that curvnet must be set, in a kernel that does not check it, too. */
static void
fx_release(void *arg)
{
	CURVNET_ASSERT_SET();
#ifdef FX_DEBUG
	V_fx_ttl = 0;
#endif
}

static int
fx_done(struct cryptop *crp)
{
	fx_release(crp);
//	^^^^^^^^^^ handler-without-curvnet
	return (0);
}

static void
fx_crypto(struct cryptop *crp)
{
	crp->crp_callback = fx_done;
}

/* firewire(4): a transfer's callback. */
static void
fx_input(struct fw_xfer *xfer)
{
	V_fx_ttl = 1;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_receive(struct fw_xfer *xfer)
{
	xfer->hand = fx_input;
}

/* A use that is further away than the rule follows, and filters that are not. */
static void fx_five(void) { V_fx_ttl = 5; }
static void fx_four(void) { fx_five(); }
static void fx_three(void) { fx_four(); }
static void fx_two(void) { fx_three(); }
static void fx_one(void) { fx_two(); }

static void
fx_poll(void *context, int pending)
{
	fx_one();
}

static void
fx_filtered(void *context, int pending)
{
	fx_one();
	pfil_mbuf_in(context, NULL, NULL, NULL);
//	^^^^^^^^^^^^ handler-without-curvnet
}

static void
fx_filter(struct fx_softc *sc)
{
	FX_TASK_INIT(&sc->sc_task, fx_filtered, sc);
	FX_TASK_INIT(&sc->sc_poll, fx_poll, sc);
}
