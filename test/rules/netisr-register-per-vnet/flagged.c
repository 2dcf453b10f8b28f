#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

struct netisr_handler;
void netisr_register(const struct netisr_handler *nhp);
void netisr_register_vnet(const struct netisr_handler *nhp);
extern struct netisr_handler fx_nh;

static void
fx_init(const void *unused)
{
	V_fx_ttl = 64;
	netisr_register(&fx_nh);
//	^^^^^^^^^^^^^^^ netisr-register-per-vnet
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

/* Near misses. */
static void
fx_sound(const void *unused)
{
	if (IS_DEFAULT_VNET(curvnet))
		netisr_register(&fx_nh);
	else
		netisr_register_vnet(&fx_nh);
}
VNET_SYSINIT(fx_sound, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_sound, NULL);

static void
fx_boot(void *unused)
{
	netisr_register(&fx_nh);
}
SYSINIT(fx_boot, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_boot, NULL);
