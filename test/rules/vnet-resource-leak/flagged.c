#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/counter.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mutex.h>
#include <vm/uma.h>
#include <net/vnet.h>

struct fx_bucket {
	struct mtx	lock;
	struct callout	fxb_timer;
	void		*fxb_first;
};
VNET_DEFINE(struct mtx, fx_mtx);
VNET_DEFINE(struct mtx, fx_sound_mtx);
VNET_DEFINE(uma_zone_t, fx_zone);
VNET_DEFINE(counter_u64_t, fx_count);
VNET_DEFINE(struct fx_bucket, fx_table[4]);
VNET_DEFINE(void *, fx_memory);
#define	V_fx_mtx	VNET(fx_mtx)
#define	V_fx_sound_mtx	VNET(fx_sound_mtx)
#define	V_fx_zone	VNET(fx_zone)
#define	V_fx_count	VNET(fx_count)
#define	V_fx_table	VNET(fx_table)
#define	V_fx_memory	VNET(fx_memory)

#define	FXB_LOCK_INIT(b)	mtx_init(&(b)->lock, "fxb", NULL, MTX_DEF)

static void
fx_more(void)
{
	V_fx_count = counter_u64_alloc(M_WAITOK);
//	             ^^^^^^^^^^^^^^^^^ vnet-resource-leak
}

static void
fx_init(const void *unused)
{
	int i;

	mtx_init(&V_fx_mtx, "fx", NULL, MTX_DEF);
//	^^^^^^^^ vnet-resource-leak
	V_fx_zone = uma_zcreate("fx", 64, NULL, NULL, NULL, NULL, 0, 0);
//	            ^^^^^^^^^^^ vnet-resource-leak
	for (i = 0; i < 4; i++)
		FXB_LOCK_INIT(&V_fx_table[i]);
//		^^^^^^^^^^^^^ vnet-resource-leak
	fx_more();
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_FIRST, fx_init, NULL);

/* Near misses: given back through a pointer, by a function of the destructor, for vnet0 alone, no constructor. */
static void
fx_sound(const void *unused)
{
	int i;

	mtx_init(&V_fx_sound_mtx, "fx", NULL, MTX_DEF);
	for (i = 0; i < 4; i++)
		callout_init(&V_fx_table[i].fxb_timer, 1);
	if (IS_DEFAULT_VNET(curvnet))
		V_fx_memory = malloc(64, M_TEMP, M_WAITOK);
}
VNET_SYSINIT(fx_sound, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_sound, NULL);

static void
fx_stop(struct fx_bucket *b)
{
	callout_drain(&b->fxb_timer);
}

static void
fx_gone(const void *unused)
{
	int i;

	for (i = 0; i < 4; i++)
		fx_stop(&V_fx_table[i]);
	mtx_destroy(&V_fx_sound_mtx);
}
VNET_SYSUNINIT(fx_sound, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_gone, NULL);

void fx_ioctl(void);
void
fx_ioctl(void)
{
	V_fx_memory = malloc(64, M_TEMP, M_WAITOK);
}
