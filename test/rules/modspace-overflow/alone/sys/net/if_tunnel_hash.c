#include <sys/param.h>
#include <net/vnet.h>

/* if_tunnel.ko; net/if_tunnel.c has a few of its own. modspace has 32,768 bytes. */
VNET_DEFINE_STATIC(char *, fix_small[512]);
VNET_DEFINE_STATIC(char *, fix_large[3580]);
//                         ^^^^^^^^^ modspace-overflow
