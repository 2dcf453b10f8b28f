#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

struct ifnet;
struct thread;

static void
wired(struct ifnet *ifp, struct vnet *vnet)
{
	CURVNET_SET(vnet0);
//	            ^^^^^ hardwired-vnet0
	V_fx_ttl = 1;
	CURVNET_RESTORE();
	vnet = vnet0;
//	       ^^^^^ hardwired-vnet0
}

static void
asked(struct thread *td)
{
	CURVNET_SET(vnet0);
//	            ^^^^^ hardwired-vnet0
	V_fx_ttl = 2;
	CURVNET_RESTORE();
}

/* Near miss: a device attaches, and nobody asks. */
static void
attaches(void)
{
	CURVNET_SET(vnet0);
	V_fx_ttl = 3;
	CURVNET_RESTORE();
}

/* Near misses: it is compared with, or shown. */
static int
sound(struct vnet *vnet)
{
	printf("%p", vnet0);
	return (vnet == vnet0 || vnet0 != NULL || IS_DEFAULT_VNET(vnet));
}

/* Near miss: the jail's own vnet first, the host's then, as if_clone_create looks for a cloner. */
static int
known(void)
{
	int ttl = V_fx_ttl;

	if (ttl == 0 && !IS_DEFAULT_VNET(curvnet)) {
		CURVNET_SET_QUIET(vnet0);
		ttl = V_fx_ttl;
		CURVNET_RESTORE();
	}
	return (ttl);
}
