#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fx_ttl) = 64;
#define	FX_FLAG		CTLFLAG_VNET
#define	FX_NAME(n)	VNET_NAME(n)
#define	FX_OTHER(n)	FX_NAME(n)

SYSCTL_INT(_net, OID_AUTO, fx_a, CTLFLAG_RW, &FX_NAME(fx_ttl), 0, "");
//                                           ^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
SYSCTL_INT(_net, OID_AUTO, fx_b, CTLFLAG_RD, &FX_OTHER(fx_ttl), 0, "");
//                                           ^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
/* Near misses. */
SYSCTL_INT(_net, OID_AUTO, fx_c, FX_FLAG | CTLFLAG_RW, &FX_NAME(fx_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fx_d, FX_FLAG | CTLFLAG_RW, &VNET_NAME(fx_ttl), 0, "");
