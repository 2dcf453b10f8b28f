#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/rwlock.h>
#include <net/vnet.h>

VNET_DEFINE(struct rwlock, fx_lock);
#define	V_fx_lock	VNET(fx_lock)
VNET_DEFINE(struct rwlock, fx_given);
#define	V_fx_given	VNET(fx_given)
VNET_DEFINE(struct callout, fx_timer);
#define	V_fx_timer	VNET(fx_timer)
VNET_DEFINE(void *, fx_memory);
#define	FX_VNET(n)	VNET(n)

/* The lock's address comes out of two macros. */
#define	FX_LOCKPTR()	(&V_fx_lock)
#define	FX_INIT()	rw_init(FX_LOCKPTR(), "fx")
#define	FX_GIVENPTR	&V_fx_given
#define	FX_GIVE()	rw_destroy(FX_GIVENPTR)
#define	FX_STOP		callout_drain

static void
init(const void *unused)
{
	FX_INIT();
//	^^^^^^^ vnet-resource-leak
	rw_init(FX_GIVENPTR, "fx");
	callout_init(&V_fx_timer, 1);
	FX_VNET(fx_memory) = malloc(64, M_TEMP, M_WAITOK);
}
VNET_SYSINIT(fx, SI_SUB_PSEUDO, SI_ORDER_FIRST, init, NULL);

/* Near misses: given back by a macro, under another name of callout_drain, through a local. */
static void
uninit(const void *unused)
{
	void *memory;

	memory = FX_VNET(fx_memory);
	FX_GIVE();
	FX_STOP(&V_fx_timer);
	free(memory, M_TEMP);
}
VNET_SYSUNINIT(fx, SI_SUB_PSEUDO, SI_ORDER_FIRST, uninit, NULL);

/* A task that is waiting, a handler of swi(9). */
VNET_DEFINE(struct task, fx_task);
#define	V_fx_task	VNET(fx_task)
VNET_DEFINE(struct task, fx_drained);
#define	V_fx_drained	VNET(fx_drained)
VNET_DEFINE(void *, fx_cookie);
#define	V_fx_cookie	VNET(fx_cookie)

static void
task_init(const void *unused)
{
	TASK_INIT(&V_fx_task, 0, fx_work, curvnet);
//	^^^^^^^^^ vnet-resource-leak
	TASK_INIT(&V_fx_drained, 0, fx_work, curvnet);
	swi_add(NULL, "fx", fx_intr, curvnet, SWI_NET, INTR_MPSAFE, &V_fx_cookie);
}
VNET_SYSINIT(fx_task, SI_SUB_PSEUDO, SI_ORDER_FIRST, task_init, NULL);

static void
task_uninit(const void *unused)
{
	taskqueue_drain(taskqueue_thread, &V_fx_drained);
	swi_remove(V_fx_cookie);
}
VNET_SYSUNINIT(fx_task, SI_SUB_PSEUDO, SI_ORDER_FIRST, task_uninit, NULL);
