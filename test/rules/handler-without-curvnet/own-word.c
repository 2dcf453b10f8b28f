#include <sys/param.h>
#include <sys/taskqueue.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

/* Near miss: what this source calls TASK_INIT runs it in the caller's vnet. */
#define	TASK_INIT(t, p, f, arg)	(f)((arg), (p))

static void
fx_now(void *context, int pending)
{
	V_fx_ttl += pending;
}

/* A header's word stays what it is. */
static void
fx_later(void *arg)
{
	V_fx_ttl = 1;
//	^^^^^^^^ handler-without-curvnet
}

void fx_start(void *);
void
fx_start(void *sc)
{
	callout_reset(sc, 1, fx_later, NULL);
	TASK_INIT(NULL, 0, fx_now, sc);
}
