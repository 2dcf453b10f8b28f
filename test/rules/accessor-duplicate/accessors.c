#include <sys/param.h>
#include <net/if.h>
#include <net/if_var.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
#define	V_fix_limit VNET(fix_limit)
#define	V_fix_limit VNET(fix_limit)
//      ^^^^^^^^^^^ accessor-duplicate
#define	V_if_index VNET(if_index)
//      ^^^^^^^^^^ accessor-duplicate

/* Near misses: branches of one #if, a name of a header that is not read here. */
#ifdef FIX_OPTION
#define	V_fix_other VNET(fix_limit)
#else
#define	V_fix_other VNET(fix_limit)
#endif
#define	V_tcp_do_sack VNET(tcp_do_sack)
