#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_a);
VNET_DEFINE(int, fix_a) = 1;
//               ^^^^^ defined-twice
#ifdef FIX_OPTION
VNET_DEFINE(int, fix_b);
VNET_DEFINE_STATIC(int, fix_b);
//                      ^^^^^ defined-twice
#endif

/* Near misses: branches of one #if, different sets, different #ifs, #if 0, a static of another file. */
#ifdef FIX_OPTION
VNET_DEFINE(int, fix_c) = 1;
#else
VNET_DEFINE(int, fix_c) = 0;
#endif
VNET_DEFINE(int, fix_d);
DPCPU_DEFINE(int, fix_d);
#ifdef FIX_OPTION
VNET_DEFINE(int, fix_e) = 1;
#endif
#ifndef FIX_OPTION
VNET_DEFINE(int, fix_e) = 0;
#endif
#if 0
VNET_DEFINE(int, fix_a);
#endif
VNET_DEFINE(int, if_index);
