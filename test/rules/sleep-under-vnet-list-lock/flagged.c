#include <sys/param.h>
#include <sys/systm.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <sys/sx.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static struct sx fx_sx;
static struct mtx fx_mtx;

#define	FX_LOCK()	sx_xlock(&fx_sx)
#define	FX_UNLOCK()	sx_xunlock(&fx_sx)

static void *
fx_make(int how)
{
	return (malloc(64, M_TEMP, how));
}

static void
fx_change(void)
{
	FX_LOCK();
	V_fx_ttl = 1;
	FX_UNLOCK();
}

static void
sleeps(void **p)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		*p = malloc(V_fx_ttl, M_TEMP, M_WAITOK | M_ZERO);
//		     ^^^^^^ sleep-under-vnet-list-lock
		fx_change();
//		^^^^^^^^^ sleep-under-vnet-list-lock
		FX_LOCK();
//		^^^^^^^ sleep-under-vnet-list-lock
		FX_UNLOCK();
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}

/* Near misses: the sleepable lock, no sleep, M_NOWAIT, after the lock. */
static void
sound(void **p)
{
	{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_change();
		*p = malloc(V_fx_ttl, M_TEMP, M_WAITOK);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
	}
	{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		mtx_lock(&fx_mtx);
		*p = malloc(V_fx_ttl, M_TEMP, M_NOWAIT);
		*p = fx_make(M_NOWAIT);
		mtx_unlock(&fx_mtx);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
	}
	fx_change();
}
