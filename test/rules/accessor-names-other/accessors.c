#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_first);
VNET_DEFINE(int, fix_second);
VNET_DEFINE(int, _fix_hidden);

#define	V_fix_first VNET(fix_first)
#define	V_fix_second VNET(fix_first)
//                        ^^^^^^^^^ accessor-names-other
#define	V_fix_second (VNET(fix_first))
//                         ^^^^^^^^^ accessor-names-other

/* Near misses: a deliberate second name, a member, a function-like macro. */
#define	V_fix_hidden VNET(_fix_hidden)
#define	V_fix_alias VNET(fix_first)
#define	V_fix_field VNET(fix_first).member
#define	V_fix_second_of(i) VNET(fix_first)
