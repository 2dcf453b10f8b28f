#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <sys/queue.h>
#include <net/vnet.h>
#include <net/fx_clone.h>

VNET_DEFINE_STATIC(int, fx_units);
#define	V_fx_units	VNET(fx_units)
static struct fx_cloner fx_cloner;

/* Near miss: what is attached in vnet0 serves all. */
static int
fx_modevent(module_t mod, int type, void *data)
{

	fx_attach(&fx_cloner);
	return (0);
}
static moduledata_t fx_mod = { "fx", fx_modevent, NULL };

static void
fx_count(void)
{

	V_fx_units++;
}

/* The same, and something else behind it. */
static int
fx_both_modevent(module_t mod, int type, void *data)
{

	fx_attach(&fx_cloner);
	fx_count();
//	^^^^^^^^ sysinit-uses-vnet
	return (0);
}
static moduledata_t fx_both_mod = { "fx_both", fx_both_modevent, NULL };
