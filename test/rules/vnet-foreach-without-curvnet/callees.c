#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
ages(void)
{
	V_fx_ttl--;
}

static void
ages_more(void)
{
	ages();
}

static void
of(struct vnet *vnet)
{
	CURVNET_SET(vnet);
	ages();
	CURVNET_RESTORE();
}

static void
loops(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter)
		ages();
//		^^^^ vnet-foreach-without-curvnet
	VNET_FOREACH(vnet_iter) {
		ages_more();
//		^^^^^^^^^ vnet-foreach-without-curvnet
	}
	/* Near misses: who is called sets it; the loop sets it. */
	VNET_FOREACH(vnet_iter)
		of(vnet_iter);
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		ages();
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
