#include <sys/param.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>

struct fix_line {
	int	count;
} __aligned(CACHE_LINE_SIZE);

VNET_DEFINE_STATIC(struct fix_line, fix_a);
//                                  ^^^^^ module-alignment
VNET_DEFINE_STATIC(int, fix_b) __aligned(32);
//                      ^^^^^ module-alignment
DPCPU_DEFINE_STATIC(struct fix_line, fix_percpu);
//                                   ^^^^^^^^^^ module-alignment

/* Near misses: what a pointer's alignment is enough for; arrays, which the psABI aligns to 16. */
VNET_DEFINE_STATIC(char, fix_c[64]);
VNET_DEFINE_STATIC(uint64_t, fix_d);
VNET_DEFINE_STATIC(struct mtx, fix_e);
VNET_DEFINE_STATIC(struct fix_line *, fix_f);
