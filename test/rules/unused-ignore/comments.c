#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_first);
VNET_DEFINE(int, fix_second);

/* vnetscope-ignore accessor-names-other: nothing is wrong below */
//                  ^^^^^^^^^^^^^^^^^^^^ unused-ignore
#define	V_fix_first VNET(fix_first)
#define	V_fix_second VNET(fix_second) // vnetscope-ignore declare-type-mismatch: nor here
//                                                        ^^^^^^^^^^^^^^^^^^^^^ unused-ignore
/* vnetscope-ignore accessor-names-other, declare-type-mismatch: one of two is of use */
//                                        ^^^^^^^^^^^^^^^^^^^^^ unused-ignore
#define	V_fix_second VNET(fix_first)

/* Near misses: each of these holds a finding back. */
/* vnetscope-ignore accessor-names-other: on a line of its own */
#define	V_fix_second VNET(fix_first)
#define	V_fix_second VNET(fix_first) /* vnetscope-ignore accessor-names-other: behind the code */
/*
 * vnetscope-ignore accessor-names-other: a comment of several lines,
 * whose reason goes on.
 */
/* Another comment may stand between. */
#define	V_fix_second VNET(fix_first)
static const char *fix_text = "vnetscope-ignore accessor-names-other: this is no comment";
