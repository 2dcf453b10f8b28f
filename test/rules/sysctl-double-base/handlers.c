#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fix_ttl) = 64;
#define	V_fix_ttl VNET(fix_ttl)

static int
fix_by_hand(SYSCTL_HANDLER_ARGS)
{

    arg1 = (void *)(curvnet->vnet_data_base + (uintptr_t)arg1);
//                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-double-base
	return (sysctl_handle_int(oidp, arg1, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_a, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, fix_by_hand, "I", "");

/* Near misses: the argument as it is; a handler without the flag; the base in another expression. */
static int
fix_plain(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, arg1, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_b, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, fix_plain, "I", "");
static int
fix_other(SYSCTL_HANDLER_ARGS)
{
	uintptr_t base = curvnet->vnet_data_base;

	if (base == 0)
		return (0);
	return (sysctl_handle_int(oidp, arg1, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_c, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, fix_other, "I", "");
static int
fix_without(SYSCTL_HANDLER_ARGS)
{

	arg1 = (void *)(curvnet->vnet_data_base + (uintptr_t)arg1);
	return (sysctl_handle_int(oidp, arg1, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_d, CTLTYPE_INT | CTLFLAG_RD, NULL, 0, fix_without, "I", "");

static void
fix_attach(struct sysctl_ctx_list *ctx, struct sysctl_oid_list *parent)
{

    SYSCTL_ADD_INT(ctx, parent, OID_AUTO, "ttl", CTLFLAG_VNET | CTLFLAG_RW, &V_fix_ttl, 0, "");
//                                                                          ^^^^^^^^^^ sysctl-double-base
	SYSCTL_ADD_INT(ctx, parent, OID_AUTO, "ttl2", CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
	SYSCTL_ADD_INT(ctx, parent, OID_AUTO, "ttl3", CTLFLAG_RD, &V_fix_ttl, 0, "");
}
