#include <sys/param.h>
#include <net/vnet.h>

VNET_DECLARE(int, if_index);
//                ^^^^^^^^ declare-in-source

/* Near misses: its own variable, one that nobody defines, #if 0. */
VNET_DECLARE(int, fix_own);
VNET_DEFINE(int, fix_own);
VNET_DECLARE(int, fix_nowhere);
#if 0
VNET_DECLARE(int, if_index);
#endif
