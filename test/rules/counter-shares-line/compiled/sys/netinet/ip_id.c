#include <sys/param.h>
#include <sys/counter.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fix_limit) = 1;
VNET_DEFINE_STATIC(u_long, fix_hits) = 0;
//                         ^^^^^^^^ counter-shares-line
#define	V_fix_limit VNET(fix_limit)
#define	V_fix_hits VNET(fix_hits)
/* Near misses: what is only read or set, a counter(9), a line of its own. */
VNET_DEFINE_STATIC(counter_u64_t, fix_good);
#define	V_fix_good VNET(fix_good)
struct fix_line {
	u_long	hits;
	char	room[CACHE_LINE_SIZE - sizeof(u_long)];
};
VNET_DEFINE_STATIC(struct fix_line, fix_line) __aligned(CACHE_LINE_SIZE);
#define	V_fix_line VNET(fix_line)
int fix_use(struct mbuf *, int);
int
fix_use(struct mbuf *m, int n)
{

	V_fix_hits += n;
	V_fix_line.hits++;
	counter_u64_add(V_fix_good, 1);
	V_fix_limit = n;
	return (V_fix_limit);
}
