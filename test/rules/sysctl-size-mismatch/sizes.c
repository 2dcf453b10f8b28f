#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
typedef uint8_t fix_small_t;
VNET_DEFINE(fix_small_t, fix_byte);
VNET_DEFINE(u_long, fix_long);
VNET_DEFINE(int, fix_array[2]);
VNET_DEFINE(u_int, fix_int);
VNET_DEFINE(int *, fix_pointer);

SYSCTL_INT(_net, OID_AUTO, fix_a, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_byte), 0, "");
//                                                           ^^^^^^^^^^^^^^^^^^^^ sysctl-size-mismatch
SYSCTL_UINT(_net, OID_AUTO, fix_b, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_long), 0, "");
//                                                            ^^^^^^^^^^^^^^^^^^^^ sysctl-size-mismatch
SYSCTL_ULONG(_net, OID_AUTO, fix_c, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_int), 0, "");
//                                                             ^^^^^^^^^^^^^^^^^^^ sysctl-size-mismatch
SYSCTL_INT(_net, OID_AUTO, fix_d, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_pointer), 0, "");
//                                                           ^^^^^^^^^^^^^^^^^^^^^^^ sysctl-size-mismatch

/* Near misses: another type of the same size, a part of a variable, macros that don't say a size. */
SYSCTL_INT(_net, OID_AUTO, fix_e, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_int), 0, "");
SYSCTL_ULONG(_net, OID_AUTO, fix_f, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_long), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_g, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_array[1]), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_h, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(if_index), 0, "");
