#include <sys/param.h>
#include <net/fx_fw.h>

int fx_enable;
int fx_check(void);

int
fx_check(void)
{
	INIT_VNET_FX(curvnet);
        INIT_VNET_GX(curvnet);
//      ^^^^^^^^^^^^ old-interface

	return (V_fx_enable);
}
