#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
fx_init(const void *unused)
{
	V_fx_ttl = 64;
}
VNET_SYSINIT(fx_a, SI_SUB_KLD, SI_ORDER_ANY, fx_init, NULL);
//                                           ^^^^^^^ vnet-sysinit-level
VNET_SYSINIT(fx_b, SI_SUB_VNET, SI_ORDER_ANY, fx_init, NULL);
//                                            ^^^^^^^ vnet-sysinit-level
VNET_SYSUNINIT(fx_c, SI_SUB_VNET - 1, SI_ORDER_ANY, fx_init, NULL);
//                                                  ^^^^^^^ vnet-sysinit-level
#define	FX_LEVEL	SI_SUB_KLD
VNET_SYSINIT(fx_d, FX_LEVEL, SI_ORDER_ANY, fx_init, NULL);
//                                         ^^^^^^^ vnet-sysinit-level

/* Near misses: between, and what is not known. */
VNET_SYSINIT(fx_e, SI_SUB_VNET + 1, SI_ORDER_ANY, fx_init, NULL);
VNET_SYSINIT(fx_f, SI_SUB_VNET_DONE, SI_ORDER_ANY, fx_init, NULL);
VNET_SYSINIT(fx_g, FX_UNKNOWN, SI_ORDER_ANY, fx_init, NULL);
