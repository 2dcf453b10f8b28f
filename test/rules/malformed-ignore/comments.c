#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_first);
VNET_DEFINE(int, fix_second);

#define	V_fix_second VNET(fix_first) /* vnetscope-ignore accessor-names-other */
//                        ^^^^^^^^^ accessor-names-other
//                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ malformed-ignore
/* vnetscope-ignore accessor-names-other: */
// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ malformed-ignore
#define	V_fix_second VNET(fix_first)
//                        ^^^^^^^^^ accessor-names-other
/* vnetscope-ignore accessor-names-another: no such rule */
//                  ^^^^^^^^^^^^^^^^^^^^^^ malformed-ignore
/* vnetscope-ignore: which rule? */
// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ malformed-ignore
#define	V_fix_first VNET(fix_first)

/* Near misses: a good one, and the word in a string. */
#define	V_fix_second VNET(fix_first) /* vnetscope-ignore accessor-names-other: an old name */
static const char *fix_text = "vnetscope-ignore";
