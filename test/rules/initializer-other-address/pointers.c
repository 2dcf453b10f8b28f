#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
VNET_DECLARE(int, if_index);

VNET_DEFINE_STATIC(int *, fix_a) = &VNET_NAME(fix_limit);
//                                 ^^^^^^^^^^^^^^^^^^^^^ initializer-other-address
VNET_DEFINE_STATIC(int *, fix_b[2]) = { NULL, &VNET_NAME(if_index) };
//                                            ^^^^^^^^^^^^^^^^^^^^ initializer-other-address
#define	FIX_DEFAULT (&VNET_NAME(fix_limit))
VNET_DEFINE_STATIC(int *, fix_hidden) = FIX_DEFAULT;
//                        ^^^^^^^^^^ initializer-other-address
DPCPU_DEFINE_STATIC(int, fix_count);
DPCPU_DEFINE_STATIC(int *, fix_percpu) = &DPCPU_NAME(fix_count);
//                                       ^^^^^^^^^^^^^^^^^^^^^^ initializer-other-address

/* Near misses: plain globals, numbers, sizes. */
static int fix_plain;
VNET_DEFINE_STATIC(int *, fix_c) = &fix_plain;
VNET_DEFINE_STATIC(int, fix_d) = sizeof(VNET_NAME(fix_limit)) + 2;
VNET_DEFINE_STATIC(int *, fix_e) = NULL;
