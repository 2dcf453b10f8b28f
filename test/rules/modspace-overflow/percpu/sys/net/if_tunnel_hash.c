#include <sys/param.h>
#include <sys/pcpu.h>
#include <net/vnet.h>

/* DPCPU_MODMIN is 2,048. */
DPCPU_DEFINE_STATIC(char *, fix_table[257]);
//                          ^^^^^^^^^ modspace-overflow
VNET_DEFINE_STATIC(char *, fix_fits[1000]);
