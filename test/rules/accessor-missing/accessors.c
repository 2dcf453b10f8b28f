#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
VNET_DEFINE(int, fix_there) = 8;
VNET_DEFINE(struct { int member; }, fix_record);
#define	V_fix_there VNET(fix_there)
#define	V_fix_record VNET(fix_record).member

int fix_use(void);
int
fix_use(void)
{

	/* Near misses: an accessor, a macro of another shape, a name of nobody, what is compiled out. */
#if 0
	V_fix_limit = 1;
#endif
	return (V_fix_there + V_fix_record + V_fix_nobody);
}

VNET_DEFINE(int, fix_second);
int fix_other(void);
int
fix_other(void)
{

        return (V_fix_second + V_fix_second);
//              ^^^^^^^^^^^^ accessor-missing
}
