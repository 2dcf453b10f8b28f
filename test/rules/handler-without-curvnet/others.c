#include <sys/param.h>
#include <sys/systm.h>
#include <sys/eventhandler.h>
#include <sys/taskqueue.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static struct task fx_task;

static void
fx_work(void *context, int pending)
{
	V_fx_ttl += pending;
//	^^^^^^^^ handler-without-curvnet
}

static void
fx_lowmem(void *arg)
{
	V_fx_ttl = 0;
//	^^^^^^^^ handler-without-curvnet
}

/* Announced by the network stack, where a vnet is set. */
static void
fx_departure(void *arg)
{
	V_fx_ttl = 0;
}

static int
fx_ioctl(struct cdev *dev, u_long cmd, char *data, int fflag, struct thread *td)
{
	if (cmd == 0)
		return (1);
	V_fx_ttl = 1;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static struct cdevsw fx_cdevsw = {
	.d_ioctl = fx_ioctl,
};

void fx_start(void);
void
fx_start(void)
{
	TASK_INIT(&fx_task, 0, fx_work, NULL);
	EVENTHANDLER_REGISTER(vm_lowmem, fx_lowmem, NULL, 0);
	EVENTHANDLER_REGISTER(ifnet_departure_event, fx_departure, NULL, 0);
}
