#include <sys/param.h>
#include <net/vnet.h>

/* The kernel's configuration has net/if.c too. */
VNET_DEFINE(int, if_index);
//               ^^^^^^^^ defined-twice

/* Near miss: a static. */
VNET_DEFINE_STATIC(int, if_indexlim);
