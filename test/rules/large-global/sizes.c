#include <sys/param.h>
#include <net/vnet.h>

struct fix_bucket {
	void	*head;
	long	count;
};
VNET_DEFINE_STATIC(char, fix_page[4096]);
//                       ^^^^^^^^ large-global
VNET_DEFINE_STATIC(struct fix_bucket, fix_table[512]);
//                                    ^^^^^^^^^ large-global

/* Near misses: a byte less, a pointer, a plain global, one for each CPU, counters for the members of a record that userland reads. */
VNET_DEFINE_STATIC(char, fix_small[4095]);
VNET_DEFINE_STATIC(struct fix_bucket *, fix_pointer);
static struct fix_bucket fix_plain[4096];
DPCPU_DEFINE_STATIC(struct fix_bucket, fix_percpu[512]);
struct fixstat {
	uint64_t fixs_histogram[512];
};
VNET_PCPUSTAT_DEFINE(struct fixstat, fixstat);
VNET_PCPUSTAT_SYSINIT(fixstat);
VNET_PCPUSTAT_SYSUNINIT(fixstat);
