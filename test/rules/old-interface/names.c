#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <sys/vimage.h>
//       ^^^^^^^^^^^^^^ old-interface
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
#define	V_fix_limit VNET(fix_limit)
    SYSCTL_VNET_INT(_net, OID_AUTO, fix_limit, CTLFLAG_RW, &VNET_NAME(fix_limit), 0, "");
//  ^^^^^^^^^^^^^^^ old-interface
SYSCTL_DECL(_net);
int fix_use(void);
int
fix_use(void)
{
        INIT_VNET_NET(curvnet);
//      ^^^^^^^^^^^^^ old-interface

        vnet_mod_register(NULL);
//      ^^^^^^^^^^^^^^^^^ old-interface
	/* Near misses: names of today, #if 0, strings. */
#if 0
	INIT_VNET_INET(curvnet);
#endif
	CURVNET_SET(curvnet);
	CURVNET_RESTORE();
	return (V_fix_limit + "INIT_VNET_INET"[0]);
}
