#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fix_hash);
//                      ^^^^^^^^ static-name-clash
/* Near misses: only here; a static of a file that is in another module or none. */
VNET_DEFINE_STATIC(int, fix_own);
VNET_DEFINE_STATIC(int, igmp_v1enable);
