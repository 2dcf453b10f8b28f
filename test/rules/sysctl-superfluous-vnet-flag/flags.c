#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fix_ttl) = 64;
static int fix_global;
static struct { int a; } fix_record;
static int fix_handler(SYSCTL_HANDLER_ARGS);

SYSCTL_INT(_net, OID_AUTO, fix_a, CTLFLAG_VNET | CTLFLAG_RW, &fix_global, 0, "");
//                                                           ^^^^^^^^^^^ sysctl-superfluous-vnet-flag
SYSCTL_INT(_net, OID_AUTO, fix_b, CTLFLAG_RD|CTLFLAG_VNET, &fix_record.a, 0, "");
//                                                         ^^^^^^^^^^^^^ sysctl-superfluous-vnet-flag
SYSCTL_PROC(_net, OID_AUTO, fix_c, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, &fix_global, 0, fix_handler, "I", "");
//                                                                          ^^^^^^^^^^^ sysctl-superfluous-vnet-flag
#define	FIX_SYSCTL(name, access, ptr, val, descr) SYSCTL_INT(_net, OID_AUTO, name, CTLFLAG_VNET | access, ptr, val, descr)
#define	SYSCTL_FIX(parent, nbr, name, access, ptr, val, descr) SYSCTL_INT(parent, nbr, name, CTLFLAG_VNET | access, ptr, val, descr)
DPCPU_DEFINE(int, fix_cpu);
SYSCTL_PROC(_net, OID_AUTO, fix_l, CTLTYPE_INT | CTLFLAG_RD | CTLFLAG_VNET, &DPCPU_NAME(fix_cpu), 0, fix_handler, "I", "");
//                                                                          ^^^^^^^^^^^^^^^^^^^^ sysctl-superfluous-vnet-flag
SYSCTL_FIX(_net, OID_AUTO, fix_d, CTLFLAG_RW, &fix_global, 0, "");
//                                            ^^^^^^^^^^^ sysctl-superfluous-vnet-flag

/* Near misses: a virtualized global, no flag, no address, a macro that stands for a virtualized one, without VIMAGE. */
SYSCTL_INT(_net, OID_AUTO, fix_e, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_f, CTLFLAG_RW, &fix_global, 0, "");
SYSCTL_PROC(_net, OID_AUTO, fix_g, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, NULL, 0, fix_handler, "I", "");
SYSCTL_INT(_net, OID_AUTO, fix_h, CTLFLAG_VNET | CTLFLAG_RD, NULL, 5, "");
#define	FIX_NAME(x) VNET_NAME(x)
SYSCTL_INT(_net, OID_AUTO, fix_i, CTLFLAG_VNET | CTLFLAG_RW, &FIX_NAME(fix_ttl), 0, "");
#define	fix_alias VNET_NAME(fix_ttl)
SYSCTL_INT(_net, OID_AUTO, fix_j, CTLFLAG_VNET | CTLFLAG_RW, &fix_alias, 0, "");
#ifndef VIMAGE
SYSCTL_INT(_net, OID_AUTO, fix_k, CTLFLAG_VNET | CTLFLAG_RW, &fix_global, 0, "");
#endif
