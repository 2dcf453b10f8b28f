#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static struct callout fx_timer, fx_other;

static void
fx_age(int by)
{
	V_fx_ttl -= by;
}

static void
fx_direct(void *arg)
{
	V_fx_ttl--;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_by_call(void *arg)
{
	if (arg != NULL)
		fx_age(1);
//		^^^^^^ handler-without-curvnet
}

/* Near misses: it sets curvnet, it goes over all vnets, nothing is virtualized in it. */
static void
fx_sound(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	fx_age(1);
	CURVNET_RESTORE();
}

static void
fx_all(void *arg)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_age(2);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}

static void
fx_plain(void *arg)
{
	(void)arg;
}

void fx_start(void);
void
fx_start(void)
{
	callout_reset(&fx_timer, 10, fx_direct, NULL);
	callout_reset(&fx_other, 10, fx_by_call, curvnet);
	callout_reset(&fx_other, 10, fx_sound, curvnet);
	callout_reset(&fx_other, 10, fx_all, NULL);
	callout_reset(&fx_other, 10, fx_plain, NULL);
}
