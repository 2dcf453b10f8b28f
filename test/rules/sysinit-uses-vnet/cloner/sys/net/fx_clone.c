#include <sys/param.h>
#include <sys/systm.h>
#include <sys/queue.h>
#include <net/vnet.h>
#include <net/fx_clone.h>

LIST_HEAD(fx_list, fx_cloner);
VNET_DEFINE_STATIC(struct fx_list, fx_cloners);
#define	V_fx_cloners	VNET(fx_cloners)

void
fx_attach(struct fx_cloner *fxc)
{

	LIST_INSERT_HEAD(&V_fx_cloners, fxc, fxc_list);
}

/* The vnet's own cloners, then those of vnet0. */
struct fx_cloner *
fx_lookup(int unit)
{
	struct fx_cloner *fxc = LIST_FIRST(&V_fx_cloners);

	if (fxc == NULL && !IS_DEFAULT_VNET(curvnet)) {
		CURVNET_SET_QUIET(vnet0);
		fxc = LIST_FIRST(&V_fx_cloners);
		CURVNET_RESTORE();
	}
	return (fxc);
}
