#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <sys/callout.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(struct callout, fx_timer);
#define	V_fx_timer	VNET(fx_timer)
VNET_DEFINE_STATIC(struct callout, fx_drained);
#define	V_fx_drained	VNET(fx_drained)
VNET_DEFINE_STATIC(struct callout, fx_once);
#define	V_fx_once	VNET(fx_once)
VNET_DEFINE_STATIC(struct callout, fx_locked);
#define	V_fx_locked	VNET(fx_locked)
VNET_DEFINE_STATIC(int, fx_left);
#define	V_fx_left	VNET(fx_left)
static struct mtx fx_mtx;

static void tick(void *arg);

static void
again(void)
{
	callout_reset(&V_fx_timer, 100, tick, curvnet);
}

static void
tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	again();
	CURVNET_RESTORE();
}

static void
drained(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	callout_reset(&V_fx_drained, 100, drained, curvnet);
	CURVNET_RESTORE();
}

static void
once(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	V_fx_left--;
	CURVNET_RESTORE();
}

static void
locked(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	callout_reset(&V_fx_locked, 100, locked, curvnet);
	CURVNET_RESTORE();
}

static void
init(const void *unused)
{
	callout_init(&V_fx_timer, 1);
	callout_init(&V_fx_drained, 1);
	callout_init(&V_fx_once, 1);
	callout_init_mtx(&V_fx_locked, &fx_mtx, 0);
	again();
	callout_reset(&V_fx_drained, 100, drained, curvnet);
	callout_reset(&V_fx_once, 100, once, curvnet);
	callout_reset(&V_fx_locked, 100, locked, curvnet);
}
VNET_SYSINIT(fx, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, init, NULL);

static void
uninit(const void *unused)
{
	callout_stop(&V_fx_timer);
//	^^^^^^^^^^^^ callout-not-drained
	/* Near misses: drained behind it, not set again, stopped under the lock that it is called with. */
	callout_stop(&V_fx_drained);
	callout_drain(&V_fx_drained);
	callout_stop(&V_fx_once);
	mtx_lock(&fx_mtx);
	callout_stop(&V_fx_locked);
	mtx_unlock(&fx_mtx);
}
VNET_SYSUNINIT(fx, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, uninit, NULL);
