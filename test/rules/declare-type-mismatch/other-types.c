#include <sys/param.h>
#include <sys/queue.h>
#include <net/vnet.h>

typedef int fix_number;
struct fix_other;
TAILQ_HEAD(ifnethead, ifnet);

/* if_index is an int in net/if.c, ifnet a struct ifnethead. */
VNET_DECLARE(u_int, if_index);
//                  ^^^^^^^^ declare-type-mismatch
VNET_DECLARE(struct fix_other *, ifnet);
//                               ^^^^^ declare-type-mismatch

/* Near misses: another name for the type, a variable of this file, one that nobody defines. */
VNET_DECLARE(fix_number, if_index);
VNET_DECLARE(struct ifnethead, ifnet);
/* A static namesake in another file is another variable. */
VNET_DECLARE(char, ifindex_table);
VNET_DEFINE(long, fix_own);
VNET_DECLARE(long, fix_own);
VNET_DECLARE(char, fix_defined_nowhere);
