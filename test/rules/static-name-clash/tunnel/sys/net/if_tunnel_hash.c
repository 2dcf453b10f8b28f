#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fix_hash);
