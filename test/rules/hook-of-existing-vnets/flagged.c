#include <sys/param.h>
#include <sys/kernel.h>
#include <net/pfil.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fx_hooked);
#define	V_fx_hooked	VNET(fx_hooked)

static void
fx_put(void)
{
	pfil_add_hook(fx_check, NULL, PFIL_IN, fx_head());
	V_fx_hooked = 1;
}

void
fx_enable(int action)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		if (action)
			pfil_link(&fx_args);
//			^^^^^^^^^ hook-of-existing-vnets
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

void
fx_enable_through(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_put();
//		^^^^^^ hook-of-existing-vnets
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

/* Near misses: taken out everywhere; put into one vnet. */
void
fx_disable(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		pfil_remove_hook(fx_check, NULL, PFIL_IN, fx_head());
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

void
fx_enable_here(void)
{
	pfil_link(&fx_args);
}
