#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
twice(struct vnet *from, struct vnet *to)
{
	CURVNET_SET(from);
	V_fx_ttl = 1;
	CURVNET_RESTORE();
	CURVNET_SET_QUIET(to);
//	^^^^^^^^^^^^^^^^^^^^^ curvnet-set-twice
	V_fx_ttl = 2;
	CURVNET_RESTORE();
}

/* Near misses: twins of an #if, nested blocks, one after the other in blocks of their own. */
static void
sound(struct vnet *from, struct vnet *to)
{
#ifdef INET6
	CURVNET_SET(from);
#else
	CURVNET_SET(to);
#endif
	if (from != to) {
		CURVNET_SET(from);
		CURVNET_RESTORE();
	}
	while (from != to) {
		CURVNET_SET(to);
		CURVNET_RESTORE();
	}
	CURVNET_RESTORE();
}
