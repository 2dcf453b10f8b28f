#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <sys/taskqueue.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(void *, fx_router);
#define	V_fx_router	VNET(fx_router)
VNET_DEFINE_STATIC(struct callout, fx_own);
#define	V_fx_own	VNET(fx_own)

static struct callout fx_timer;
static struct task fx_task, fx_later;
static struct mtx fx_each_mtx;
static struct mtx fx_once_mtx;
static struct callout fx_default;
static struct callout fx_counted;
static int fx_count;

static void
fx_expire(void *arg)
{
}

int
fx_attach(void *so)
{
	if (V_fx_router != NULL) {
		critical_exit();
		return (EADDRINUSE);
	}
	callout_init(&fx_timer, 1);
//	^^^^^^^^^^^^ state-outside-vnet
	TASK_INIT(&fx_later, 0, fx_task_fn, NULL);
//	^^^^^^^^^ state-outside-vnet
	V_fx_router = so;
	return (0);
}

/* Near misses: the vnet's own, a local, a plain guard, vnet0 alone. */
int
fx_attach_own(void *so)
{
	struct callout fx_local;

	if (V_fx_router != NULL)
		return (EADDRINUSE);
	callout_init(&V_fx_own, 1);
	callout_init(&fx_local, 1);
	return (0);
}

int
fx_attach_counted(void)
{
	if (fx_count++ > 0)
		return (0);
	callout_init(&fx_counted, 1);
	return (0);
}

int
fx_attach_default(void)
{
	if (V_fx_router != NULL)
		return (EADDRINUSE);
	if (!IS_DEFAULT_VNET(curvnet))
		return (0);
	callout_init(&fx_default, 1);
	return (0);
}

static void
fx_each(const void *unused)
{
	mtx_init(&fx_each_mtx, "fx", NULL, MTX_DEF);
//	^^^^^^^^ state-outside-vnet
}
VNET_SYSINIT(fx_each, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, fx_each, NULL);

/* Near miss: once, for all. */
static void
fx_once(void *unused)
{
	mtx_init(&fx_once_mtx, "fx", NULL, MTX_DEF);
	TASK_INIT(&fx_task, 0, fx_task_fn, NULL);
}
SYSINIT(fx_once, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, fx_once, NULL);
