#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <sys/queue.h>
#include <vm/uma.h>
#include <net/vnet.h>

struct fx_item {
	TAILQ_ENTRY(fx_item)	fi_next;
};
TAILQ_HEAD(fx_head, fx_item);

VNET_DEFINE(struct mtx, fx_mtx);
//                      ^^^^^^ made-for-one-vnet
VNET_DEFINE(struct fx_head, fx_head);
//                          ^^^^^^^ made-for-one-vnet
VNET_DEFINE(uma_zone_t, fx_zone);
//                      ^^^^^^^ made-for-one-vnet
VNET_DEFINE(struct callout, fx_once);
//                          ^^^^^^^ made-for-one-vnet
VNET_DEFINE(struct callout, fx_deep);
//                          ^^^^^^^ made-for-one-vnet
VNET_DEFINE(struct callout, fx_all);
VNET_DEFINE(struct callout, fx_called);
VNET_DEFINE(struct callout, fx_table);
VNET_DEFINE(struct mtx, fx_never);
//                      ^^^^^^^^ uninitialized-object
VNET_DEFINE(struct mtx, fx_sound);
VNET_DEFINE(struct mtx, fx_handed);
VNET_DEFINE(struct fx_head, fx_first);
VNET_DEFINE(uma_zone_t, fx_given);
#define	V_fx_mtx	VNET(fx_mtx)
#define	V_fx_head	VNET(fx_head)
#define	V_fx_zone	VNET(fx_zone)
#define	V_fx_once	VNET(fx_once)
#define	V_fx_deep	VNET(fx_deep)
#define	V_fx_all	VNET(fx_all)
#define	V_fx_called	VNET(fx_called)
#define	V_fx_table	VNET(fx_table)
#define	V_fx_never	VNET(fx_never)
#define	V_fx_sound	VNET(fx_sound)
#define	V_fx_handed	VNET(fx_handed)
#define	V_fx_first	VNET(fx_first)
#define	V_fx_given	VNET(fx_given)
#define	FX_LOCK()	mtx_lock(&V_fx_mtx)

void fx_prepare(struct mtx *m);
uma_zone_t fx_shared(void);

static void
fx_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	callout_reset(&V_fx_once, 10, fx_tick, curvnet);
	callout_reset(&V_fx_deep, 10, fx_tick, curvnet);
	callout_reset(&V_fx_all, 10, fx_tick, curvnet);
	callout_reset(&V_fx_called, 10, fx_tick, curvnet);
	callout_reset(&V_fx_table, 10, fx_tick, curvnet);
	CURVNET_RESTORE();
}

static void
fx_timers(void)
{
	callout_init(&V_fx_deep, 1);
}

/* Near misses: in every vnet that there is; called by others too, or from a table. */
static void
fx_each(void)
{
	callout_init(&V_fx_all, 1);
}

void fx_call(void);
void
fx_call(void)
{
	callout_init(&V_fx_called, 1);
}

static void
fx_listed(void)
{
	callout_init(&V_fx_table, 1);
}
static void (*fx_steps[])(void) = { fx_listed };

static void
fx_boot(void *unused)
{
	VNET_ITERATOR_DECL(vnet_iter);

	fx_timers();
	fx_call();
	fx_listed();
	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_each();
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
	callout_init(&V_fx_once, 1);
	mtx_init(&V_fx_mtx, "fx", NULL, MTX_DEF);
	TAILQ_INIT(&V_fx_head);
}
SYSINIT(fx_boot, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_boot, NULL);

void fx_work(struct fx_item *item);
void
fx_work(struct fx_item *item)
{
	FX_LOCK();
	TAILQ_INSERT_TAIL(&V_fx_head, item, fi_next);
	item = uma_zalloc(V_fx_zone, M_NOWAIT);
	/* Near misses: nobody initializes it (another rule's), a constructor, somebody who gets the address, a head that needs no tail, an assignment. */
	mtx_lock(&V_fx_never);
	mtx_lock(&V_fx_sound);
	fx_prepare(&V_fx_handed);
	mtx_lock(&V_fx_handed);
	TAILQ_INSERT_HEAD(&V_fx_first, fx_spare, fi_next);
	V_fx_given = fx_shared();
	item = uma_zalloc(V_fx_given, M_NOWAIT);
}

static void
fx_init(const void *unused)
{
	mtx_init(&V_fx_sound, "fx", NULL, MTX_DEF);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

static void
fx_uninit(const void *unused)
{
	mtx_destroy(&V_fx_sound);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);
