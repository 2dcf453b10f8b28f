#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>

VNET_DEFINE(struct mtx, fx_mtx);
VNET_DEFINE(int, fx_ttl);
#define	V_fx_mtx	VNET(fx_mtx)
#define	V_fx_ttl	VNET(fx_ttl)
#define	FX_LOCK()	mtx_lock(&V_fx_mtx)
#define	FX_UNLOCK()	mtx_unlock(&V_fx_mtx)

static void
fx_lock_init(const void *unused)
{
	mtx_init(&V_fx_mtx, "fx", NULL, MTX_DEF);
}
VNET_SYSINIT(fx_lock, SI_SUB_PSEUDO, SI_ORDER_SECOND, fx_lock_init, NULL);

static void
fx_lock_uninit(const void *unused)
{
	mtx_destroy(&V_fx_mtx);
}
VNET_SYSUNINIT(fx_lock, SI_SUB_PSEUDO, SI_ORDER_SECOND, fx_lock_uninit, NULL);

static void
fx_early(const void *unused)
{
	FX_LOCK();
//	^^^^^^^ vnet-sysinit-order
	V_fx_ttl = 1;
	mtx_unlock(&VNET(fx_mtx));
}
VNET_SYSINIT(fx_early, SI_SUB_PSEUDO, SI_ORDER_FIRST, fx_early, NULL);

static void
fx_set(void)
{
	FX_LOCK();
	V_fx_ttl = 2;
	FX_UNLOCK();
}

static void fx_early_by_call(const void *unused)
//          ^^^^^^^^^^^^^^^^ vnet-sysinit-order
{
	fx_set();
}
VNET_SYSINIT(fx_early_by_call, SI_SUB_INIT_IF, SI_ORDER_ANY, fx_early_by_call, NULL);

/* Near misses: later, at the same place, the lock's own constructor. */
static void
fx_late(const void *unused)
{
	fx_set();
}
VNET_SYSINIT(fx_late, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_late, NULL);

static void
fx_same(const void *unused)
{
	fx_set();
}
VNET_SYSINIT(fx_same, SI_SUB_PSEUDO, SI_ORDER_SECOND, fx_same, NULL);
