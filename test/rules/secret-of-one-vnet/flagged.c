#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(u_char, fx_key[16]);
#define	V_fx_key	VNET(fx_key)
VNET_DEFINE_STATIC(u_int, fx_seed);
#define	V_fx_seed	VNET(fx_seed)
VNET_DEFINE_STATIC(u_int, fx_each);
#define	V_fx_each	VNET(fx_each)
VNET_DEFINE_STATIC(u_int, fx_later);
#define	V_fx_later	VNET(fx_later)
VNET_DEFINE_STATIC(u_int, fx_unread);
#define	V_fx_unread	VNET(fx_unread)
VNET_DEFINE_STATIC(u_int, fx_host);
#define	V_fx_host	VNET(fx_host)

static u_int
reads(void)
{
	return (V_fx_key[0] ^ V_fx_seed ^ V_fx_each ^ V_fx_later ^ V_fx_host);
}

static void
once(void *unused)
{
	u_int plain;

	arc4rand(&V_fx_key, sizeof(V_fx_key), 0);
//	^^^^^^^^ secret-of-one-vnet
	V_fx_seed = arc4random();
//	            ^^^^^^^^^^ secret-of-one-vnet
	V_fx_later = arc4random();
	V_fx_unread = arc4random();
	plain = arc4random();
	V_fx_each = plain;
}
SYSINIT(fx_once, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, once, NULL);

/* Near miss: each vnet has its own. */
static void
each(const void *unused)
{
	V_fx_each = arc4random();
	if (IS_DEFAULT_VNET(curvnet))
		V_fx_host = arc4random();
//		            ^^^^^^^^^^ secret-of-one-vnet
}
VNET_SYSINIT(fx_each, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, each, NULL);

/* Near miss: who comes later gets it in its own vnet. */
void
later(void)
{
	if (V_fx_later == 0)
		V_fx_later = arc4random();
}
