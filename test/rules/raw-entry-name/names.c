#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
#define	V_fix_limit VNET(fix_limit)
DPCPU_DEFINE(int, fix_percpu);

int fix_use(void);
int
fix_use(void)
{

        vnet_entry_fix_limit = 1;
//      ^^^^^^^^^^^^^^^^^^^^ raw-entry-name
	/* Near misses: names of nobody, strings, other words, #if 0. */
#if 0
	vnet_entry_fix_limit = 1;
#endif
        return (V_fix_limit + vnet_entry_nobody + "vnet_entry_fix_limit"[0] + my_vnet_entry_fix_limit + pcpu_entry_fix_percpu);
//                                                                                                      ^^^^^^^^^^^^^^^^^^^^^ raw-entry-name
}
