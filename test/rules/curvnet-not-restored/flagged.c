#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static int
returns(struct vnet *vnet, int a)
{
	CURVNET_SET(vnet);
	if (a)
		return (1);
//		^^^^^^ curvnet-not-restored
	if (a > 1) { V_fx_ttl = 1; return (2); }
//	                           ^^^^^^ curvnet-not-restored
	V_fx_ttl = a;
	CURVNET_RESTORE();
	return (0);
}

static int
jumps(struct vnet *vnet, int a)
{
	if (a) {
		CURVNET_SET(vnet);
		if (V_fx_ttl == 0)
			goto out;
//			^^^^ curvnet-not-restored
		CURVNET_RESTORE();
	}
out:
	return (a);
}

static void
loops(int a)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
#ifdef VIMAGE
		if (V_fx_ttl == a)
			continue;
//			^^^^^^^^ curvnet-not-restored
#endif
		V_fx_ttl = a;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

static void
never(struct vnet *vnet)
{
	CURVNET_SET(vnet);
//	^^^^^^^^^^^^^^^^^ curvnet-not-restored
	V_fx_ttl = 0;
}

static void
sometimes(struct vnet *vnet, int a)
{
	CURVNET_SET(vnet);
	if (a)
		CURVNET_RESTORE();
	}
//	^ curvnet-not-restored
