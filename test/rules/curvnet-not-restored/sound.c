#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static int
twins(struct vnet *vnet, int a)
{
#ifdef INET
	CURVNET_SET(vnet);
#else
	CURVNET_SET_QUIET(vnet);
#endif
	switch (a) {
	case 1:
		V_fx_ttl = 1;
		break;
	default:
		goto out;
	}
out:
	CURVNET_RESTORE();
	return (0);
}

static void
thread(void *arg)
{
	CURVNET_SET(arg);
	for (;;)
		V_fx_ttl++;
}

static int
remembers(struct vnet *vnet)
{
	int is_set = 0;

	if (vnet == NULL)
		goto skip;
	CURVNET_SET(vnet);
	is_set = 1;
skip:
	if (is_set)
		CURVNET_RESTORE();
	return (0);
}

static int
panics(struct vnet *vnet)
{
	CURVNET_SET(vnet);
	if (V_fx_ttl < 0)
		panic("fx");
	CURVNET_RESTORE();
	return (0);
}

static int
flagged(struct vnet *vnet)
{
	CURVNET_SET(vnet);
	return (0);
//	^^^^^^ curvnet-not-restored
}
