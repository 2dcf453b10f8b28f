#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fix_ttl) = 64;
#define	V_fix_ttl VNET(fix_ttl)
static int fix_global;

static int
fix_vnet(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, &V_fix_ttl, 0, req));
}
static int
fix_flagged(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, &V_fix_ttl, 0, req));
}
static int
fix_plain(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, &fix_global, sizeof(V_fix_ttl), req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_a, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, fix_vnet, "I", "");
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-handler-uses-vnet
SYSCTL_PROC(_net, OID_AUTO, fix_b, CTLTYPE_INT | CTLFLAG_WR, &fix_global, 0, fix_vnet, "I", "");
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-handler-uses-vnet

/* Near misses: for reading only, with the flag, for prisons, a handler of plain globals. */
SYSCTL_PROC(_net, OID_AUTO, fix_c, CTLTYPE_INT | CTLFLAG_RD, NULL, 0, fix_vnet, "I", "");
SYSCTL_PROC(_net, OID_AUTO, fix_d, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, NULL, 0, fix_flagged, "I", "");
SYSCTL_PROC(_net, OID_AUTO, fix_e, CTLTYPE_INT | CTLFLAG_PRISON | CTLFLAG_RW, NULL, 0, fix_flagged, "I", "");
SYSCTL_PROC(_net, OID_AUTO, fix_f, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, fix_plain, "I", "");

/* It sets what all vnets share, too: the flag alone would hand that to every jail. */
static int
fix_both(SYSCTL_HANDLER_ARGS)
{

	fix_global = 1;
	return (sysctl_handle_int(oidp, &V_fix_ttl, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, fix_g, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, fix_both, "I", "");
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-handler-uses-vnet
