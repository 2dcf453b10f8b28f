#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
jumps(struct vnet *vnet, int a)
{
	if (a)
		goto out;
	CURVNET_SET(vnet);
	V_fx_ttl = a;
out:
	CURVNET_RESTORE();
//	^^^^^^^^^^^^^^^^^ curvnet-restore-without-set
}

static void
retries(struct vnet *vnet)
{
	CURVNET_SET(vnet);
again:
	V_fx_ttl--;
	CURVNET_RESTORE();
//	^^^^^^^^^^^^^^^^^ curvnet-restore-without-set
	if (vnet != NULL)
		goto again;
}

/* Near misses. */
static void
retries_sound(struct vnet *vnet)
{
again:
	if (vnet != NULL) {
		CURVNET_SET(vnet);
		V_fx_ttl--;
		CURVNET_RESTORE();
		goto again;
	}
}
