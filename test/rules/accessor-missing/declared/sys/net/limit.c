#include <sys/param.h>
#include <net/vnet.h>
#include <net/limit.h>

VNET_DEFINE(int, fix_limit) = 8;
VNET_DEFINE(int, fix_other) = 8;
VNET_DEFINE_STATIC(int, fix_own);
