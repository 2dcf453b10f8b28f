#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/pfil.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(pfil_head_t, fx_head);
#define	V_fx_head	VNET(fx_head)

static void
head_init(const void *unused)
{
	struct pfil_head_args args;

	args.pa_headname = FX_NAME;
	V_fx_head = pfil_head_register(&args);
}
VNET_SYSINIT(head, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD, head_init, NULL);

static void
head_uninit(const void *unused)
{
	pfil_head_unregister(V_fx_head);
}
VNET_SYSUNINIT(head, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD, head_uninit, NULL);

static void
early(const void *unused)
{
	struct pfil_link_args args;

	args.pa_headname = FX_NAME;
	(void)pfil_link(&args);
//	      ^^^^^^^^^ hook-before-head
}
VNET_SYSINIT(early, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST, early, NULL);

static void
links(void)
{
	struct pfil_link_args args = { .pa_headname = FX_NAME };

	(void)pfil_link(&args);
//	      ^^^^^^^^^ hook-before-head
}

static void
calls(const void *unused)
{
	links();
}
VNET_SYSINIT(calls, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND, calls, NULL);

/* Near misses: behind the head; another head, which nobody makes in a constructor; linked when somebody asks. */
static void
late(const void *unused)
{
	struct pfil_link_args args;

	args.pa_headname = FX_NAME;
	(void)pfil_link(&args);
	args.pa_headname = FX_OTHER;
	(void)pfil_link(&args);
}
VNET_SYSINIT(late, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY, late, NULL);

int
asked(void)
{
	struct pfil_link_args args;

	args.pa_headname = FX_NAME;
	return (pfil_link(&args));
}
