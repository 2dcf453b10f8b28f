#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
in_block(struct vnet *vnet)
{
	if (vnet != NULL) {
		CURVNET_SET(vnet);
//		^^^^^^^^^^^^^^^^^ curvnet-set-in-block
	}
	V_fx_ttl = 1;
	CURVNET_RESTORE();
}

static void
unbraced(struct vnet *vnet)
{
	if (vnet != NULL)
		CURVNET_SET_QUIET(vnet);
//		^^^^^^^^^^^^^^^^^^^^^^^ curvnet-set-in-block
	V_fx_ttl = 1;
	CURVNET_RESTORE();
}

/* Near miss. */
static void
sound(struct vnet *vnet)
{
	if (vnet != NULL) {
		CURVNET_SET(vnet);
		V_fx_ttl = 1;
		CURVNET_RESTORE();
	}
}
