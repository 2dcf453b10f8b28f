#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_do_sack);
#define	V_fx_do_sack	VNET(fx_do_sack)
#define	V_fx_ghost	VNET(fx_ghost)
#define	V_fx_ghost2	VNET(fx_ghost2)
#define	V_fx_ghost3	VNET(fx_ghost3)
#define	V_fx_ghost4	VNET(fx_ghost4)
#define	V_fx_unused	VNET(fx_unused)

static int
slips(int V_fx_local)
{
	int V_fx_do_sac = 1;

	return (V_fx_do_sack + V_fx_dosack + V_fx_do_sac + V_fx_local + V_nothing_like_it);
//	                       ^^^^^^^^^^^ unknown-accessor
}

static int
plainly(int n)
{
	if (n > 0)
		return V_fx_doo_sack;
//		       ^^^^^^^^^^^^^ unknown-accessor
	return (n * V_fx_do_saack);
//	            ^^^^^^^^^^^^^ unknown-accessor
}

static int
ghosts(void)
{
	return (V_fx_ghost);
//	        ^^^^^^^^^^ unknown-accessor
}

#if 0
static int
disabled(void)
{
	return (V_fx_dosacks);
}
#endif

#ifdef INVARIANTS
static int
optional(void)
{
	return (V_fx_ghost2);
//	        ^^^^^^^^^^^ unknown-accessor
}
#endif

/* A vendor's own name: no option of the tree, and nothing here defines it. */
#ifdef FX_VENDOR_ONLY
static int
vendors(void)
{
	return (V_fx_ghost3);
}
#endif

#ifdef FX_NOISY
#define	FX_LOUD
#endif
#ifdef FX_LOUD
static int
loud(void)
{
	return (V_fx_ghost4);
//	        ^^^^^^^^^^^ unknown-accessor
}
#endif
