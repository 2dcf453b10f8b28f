#include <sys/param.h>
#include <sys/kernel.h>
#include <net/if_var.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(struct if_clone *, fx_own);
#define	V_fx_own	VNET(fx_own)

static int
fx_own_create(struct ucred *cr, struct cdev **dev)
{
	struct make_dev_args args;

	make_dev_args_init(&args);
	args.mda_cr = NULL;
	args.mda_cr = cr;
//	     ^^^^^^ clone-pins-jail
	return (make_dev_s(&args, dev, "fx"));
}

static void
fx_own_init(const void *unused)
{
	V_fx_own = if_clone_simple("fx", fx_own_clone, fx_own_destroy, 0);
}
VNET_SYSINIT(fx_own_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_own_init, NULL);

static void
fx_own_uninit(const void *unused)
{
	if_clone_detach(V_fx_own);
}
VNET_SYSUNINIT(fx_own_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_own_uninit, NULL);
