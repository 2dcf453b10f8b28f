#include <sys/param.h>
#include <net/vnet.h>

struct fix_stat {
	uint64_t	fix_packets;
};

  static VNET_DEFINE(int, fix_a) = 1;
//^^^^^^^^^^^^^^^^^^ static-define
  static   DPCPU_DEFINE(int, fix_b);
//^^^^^^^^^^^^^^^^^^^^^ static-define

/* Near misses. */
VNET_DEFINE_STATIC(int, fix_c) = 1;
VNET_DEFINE(int, fix_d);
static int fix_plain;
#if 0
static VNET_DEFINE(int, fix_e);
#endif
