#include <sys/param.h>
#include <net/vnet.h>

VNET_DECLARE(int, fix_gone);
//                ^^^^^^^^ declared-never-defined
#define	V_fix_gone VNET(fix_gone)
DPCPU_DECLARE(int, fix_gone_percpu);
//                 ^^^^^^^^^^^^^^^ declared-never-defined

/* Near misses: defined here or elsewhere, never used, in #if 0. */
VNET_DECLARE(int, fix_here);
VNET_DEFINE(int, fix_here);
#define	V_fix_here VNET(fix_here)
VNET_DECLARE(int, if_index);
#define	V_fix_index VNET(if_index)
VNET_DECLARE(int, fix_unused);
#define	V_fix_unused VNET(fix_unused)
#if 0
VNET_DECLARE(int, fix_off);
#endif

int fix_use(void);
int
fix_use(void)
{

	return (V_fix_gone + V_fix_here + V_fix_index + DPCPU_GET(fix_gone_percpu) + VNET(fix_off));
}
