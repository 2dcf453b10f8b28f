#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
never_set(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		V_fx_ttl--;
//		^^^^^^^^ vnet-foreach-without-curvnet
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}

static void
too_late(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		if (V_fx_ttl != 0) {
//		    ^^^^^^^^ vnet-foreach-without-curvnet
			CURVNET_SET(vnet_iter);
			V_fx_ttl--;
			CURVNET_RESTORE();
		}
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}

static void
set_outside(struct vnet *vnet)
{
	VNET_ITERATOR_DECL(vnet_iter);

	CURVNET_SET(vnet);
	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		V_fx_ttl--;
//		^^^^^^^^ vnet-foreach-without-curvnet
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
	CURVNET_RESTORE();
}

/* Near misses: set in the body, in a loop in it, before and behind the loop, by the vnet's pointer. */
static void
sound(int a)
{
	V_fx_ttl = a;
	{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		while (a-- > 0)
			V_fx_ttl--;
		CURVNET_RESTORE();
		VNET_VNET(vnet_iter, fx_ttl) = 0;
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
	}
	V_fx_ttl = a;
}
