#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/rwlock.h>
#include <net/vnet.h>

VNET_DEFINE(struct rwlock, fx_lock);
#define	V_fx_lock	VNET(fx_lock)

static void
fx_init(const void *unused)
{
	rw_init(&V_fx_lock, "fx");
//	^^^^^^^ vnet-resource-leak
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_FIRST,
    fx_init, NULL);
