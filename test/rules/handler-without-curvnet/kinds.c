#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

struct cryptop;
void (*fx_hook_p)(int);

static int
bus_intr(device_t dev, int event, char *ptr)
{
	V_fx_ttl = event;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

/* Near miss: device_probe_and_attach() has set vnet0. */
static int
bus_attach(device_t dev)
{
	V_fx_ttl = 1;
	return (0);
}

static int
bus_detach(device_t dev)
{
	V_fx_ttl = 0;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static device_method_t fx_methods[] = {
	DEVMETHOD(device_attach, bus_attach),
	DEVMETHOD(device_detach, bus_detach),
	DEVMETHOD(iicbus_intr, bus_intr),
	DEVMETHOD_END
};

static void
usb_read(struct usb_xfer *xfer, int error)
{
	V_fx_ttl = error;
//	^^^^^^^^ handler-without-curvnet
}

static void
usb_write(struct usb_xfer *xfer, struct vnet *vnet)
{
	CURVNET_SET(vnet);
	V_fx_ttl = 1;
	CURVNET_RESTORE();
}

static const struct usb_config fx_config[] = {
	{ .type = UE_BULK, .callback = &usb_read },
	{ .type = UE_BULK, .callback = usb_write },
};

static int
crypto_done(struct cryptop *crp)
{
	CURVNET_SET(crp->vnet);
	V_fx_ttl = 2;
	CURVNET_RESTORE();
	V_fx_ttl = 3;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static void
crypto_start(struct cryptop *crp)
{
	crp->crp_callback = crypto_done;
}

static int
tty_rint(struct tty *tp, char c, int flags)
{
	V_fx_ttl = c;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static struct ttyhook fx_tty = {
	.th_rint = tty_rint,
};

static void
work(struct work_struct *w)
{
	V_fx_ttl = 4;
//	^^^^^^^^ handler-without-curvnet
}

static void
work_start(struct work_struct *w)
{
	INIT_WORK(w, work);
}

static int
jail_remove(void *obj, void *data)
{
	V_fx_ttl = 5;
//	^^^^^^^^ handler-without-curvnet
	return (0);
}

static osd_method_t fx_osd[PR_MAXMETHOD] = {
	[PR_METHOD_REMOVE] = jail_remove
};

/* Through a pointer that the whole tree gives one function. */
static void
hooked(int a)
{
	V_fx_ttl = a;
}

static void
hook_on(void)
{
	fx_hook_p = hooked;
}

static void
hook_task(void *arg, int pending)
{
	if (fx_hook_p != NULL)
		(*fx_hook_p)(pending);
//		  ^^^^^^^^^ handler-without-curvnet
}

static void
hook_start(struct task *t)
{
	TASK_INIT(t, 0, hook_task, NULL);
}

/* What a constant of the call chooses. */
static int
control(int cmd)
{
	switch (cmd) {
	case FX_SET:
		V_fx_ttl = cmd;
		break;
	case FX_GET:
		return (0);
	}
	return (1);
}

static void
sets(void *arg, int pending)
{
	control(FX_SET);
//	^^^^^^^ handler-without-curvnet
}

/* Near miss. */
static void
gets(void *arg, int pending)
{
	control(FX_GET);
}

static void
control_start(struct task *t, struct task *u)
{
	TASK_INIT(t, 0, sets, NULL);
	TASK_INIT(u, 0, gets, NULL);
}

/* What is linked at run time: the next node of netgraph(4), a protocol's pr_detach. */
#define	NG_SEND_DATA_ONLY(error, hook, m)	(error) = ng_snd_item((m), (hook))
#define	sorele(so)	sorele_locked(so)

static int
cdev_write(struct cdev *dev, struct uio *uio, int flag)
{
	int error;

	NG_SEND_DATA_ONLY(error, dev, uio);
//	^^^^^^^^^^^^^^^^^ handler-without-curvnet
	return (error);
}

static struct cdevsw fx_cdevsw = {
	.d_write = cdev_write,
};

static void
drops(struct socket *so)
{
	sorele(so);
}

static void
last(void *arg, int pending)
{
	drops(arg);
//	^^^^^ handler-without-curvnet
}

/* pfil(9): filters are called in the interrupt's thread. */
int	pfil_mbuf_in(void *, void *, void *, void *);

static void
filters(void *arg)
{
	(void)pfil_mbuf_in(arg, NULL, NULL, NULL);
}

static void
filters_each(void *arg)
{
	filters(arg);
}

static void
rx_task(void *arg, int pending)
{
	filters_each(arg);
//	^^^^^^^^^^^^ handler-without-curvnet
}

static void
rx_task_in_vnet(void *arg, int pending)
{
	CURVNET_SET((struct vnet *)arg);
	filters_each(arg);
	CURVNET_RESTORE();
}

static void
filters_in_vnet(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	filters(arg);
	CURVNET_RESTORE();
}

static void
rx_task_of_other(void *arg, int pending)
{
	filters_in_vnet(arg);
}

/* Near miss. */
static void
in_vnet(void *arg, int pending)
{
	CURVNET_SET(arg);
	drops(arg);
	CURVNET_RESTORE();
}

static void
last_start(struct task *t, struct task *u)
{
	TASK_INIT(t, 0, last, NULL);
	TASK_INIT(t, 0, rx_task, NULL);
	TASK_INIT(t, 0, rx_task_in_vnet, NULL);
	TASK_INIT(t, 0, rx_task_of_other, NULL);
	TASK_INIT(u, 0, in_vnet, NULL);
}

/* Near miss: methods of an interface, by assignment or accessor; ifioctl() and if_transmit's callers have a vnet. */
static void
if_started(void *arg)
{
	V_fx_ttl = 6;
}

static int
if_controls(if_t ifp, u_long cmd, caddr_t data)
{
	V_fx_ttl = 7;
	return (0);
}

static void
if_watched(void *arg)
{
	if_started(arg);
//	^^^^^^^^^^ handler-without-curvnet
}

static void
if_attached(if_t ifp, struct callout *c)
{
	if_setinitfn(ifp, if_started);
	if_setioctlfn(ifp, if_controls);
	ifp->if_ioctl = if_controls;
	callout_reset(c, 1, if_watched, ifp);
}
