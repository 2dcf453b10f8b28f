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
DPCPU_DEFINE_STATIC(struct fix_bucket, fix_percpu[512]);
//                                     ^^^^^^^^^^ large-global

/* Near misses: a byte less, a pointer, a plain global. */
VNET_DEFINE_STATIC(char, fix_small[4095]);
VNET_DEFINE_STATIC(struct fix_bucket *, fix_pointer);
static struct fix_bucket fix_plain[4096];
