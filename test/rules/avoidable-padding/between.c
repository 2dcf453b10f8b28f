#include <sys/param.h>
#include <net/vnet.h>

/* Seven bytes behind each char, five times; the one that is aligned to 64 begins at 128. */
VNET_DEFINE_STATIC(char, fix_a) = 1;
//                       ^^^^^ avoidable-padding
VNET_DEFINE_STATIC(long, fix_b) = 1;
VNET_DEFINE_STATIC(char, fix_c) = 1;
VNET_DEFINE_STATIC(long, fix_d) = 1;
VNET_DEFINE_STATIC(char, fix_e) = 1;
VNET_DEFINE_STATIC(long, fix_f) = 1;
VNET_DEFINE_STATIC(char, fix_g) = 1;
VNET_DEFINE_STATIC(long, fix_h) = 1;
VNET_DEFINE_STATIC(char, fix_i) = 1;
VNET_DEFINE_STATIC(long, fix_j) = 1;
VNET_DEFINE_STATIC(int, fix_k) __aligned(64) = 1;
