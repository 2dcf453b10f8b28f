#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
jumps(int a)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		if (V_fx_ttl == a) {
			CURVNET_RESTORE();
			continue;
//			^^^^^^^^ vnet-foreach-jump
		}
		if (V_fx_ttl > a) {
			CURVNET_RESTORE();
			break;
//			^^^^^ vnet-foreach-jump
		}
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}

/* Near misses: only kernels with VIMAGE have it; a loop or a switch in the body. */
static void
sound(int a)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
#ifdef VIMAGE
		if (V_fx_ttl == a) {
			CURVNET_RESTORE();
			continue;
		}
#endif
		while (a-- > 0) {
			if (V_fx_ttl == a)
				continue;
			break;
		}
		switch (a) {
		case 1:
			break;
		}
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
