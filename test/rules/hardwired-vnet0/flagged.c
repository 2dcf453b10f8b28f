#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
wired(struct vnet *vnet)
{
	CURVNET_SET(vnet0);
//	            ^^^^^ hardwired-vnet0
	V_fx_ttl = 1;
	CURVNET_RESTORE();
	vnet = vnet0;
//	       ^^^^^ hardwired-vnet0
}

/* Near misses: it is compared with, or shown. */
static int
sound(struct vnet *vnet)
{
	printf("%p", vnet0);
	return (vnet == vnet0 || vnet0 != NULL || IS_DEFAULT_VNET(vnet));
}
