#include <sys/param.h>
#include <net/vnet.h>
#include <net/limit.h>

int fix_use(void);
int
fix_use(void)
{

	/* Near misses: a static global of another file, an accessor of the header. */
        return (V_fix_limit + V_fix_own + V_fix_other);
//              ^^^^^^^^^^^ accessor-missing
}
