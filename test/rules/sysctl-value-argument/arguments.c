#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fix_ttl) = 64;
#define	V_fix_ttl VNET(fix_ttl)
static int fix_handler(SYSCTL_HANDLER_ARGS);

SYSCTL_INT(_net, OID_AUTO, fix_a, CTLFLAG_VNET | CTLFLAG_RW, &V_fix_ttl, 0, "");
//                                                           ^^^^^^^^^^ sysctl-value-argument
SYSCTL_INT(_net, OID_AUTO, fix_b, CTLFLAG_VNET | CTLFLAG_RW, &VNET(fix_ttl), 0, "");
//                                                           ^^^^^^^^^^^^^^ sysctl-value-argument
SYSCTL_PROC(_net, OID_AUTO, fix_c, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, VNET_PTR(fix_ttl), 0, fix_handler, "I", "");
//                                                                          ^^^^^^^^^^^^^^^^^ sysctl-value-argument
DPCPU_DEFINE(int, fix_cpu);
SYSCTL_INT(_net, OID_AUTO, fix_g, CTLFLAG_RD, &DPCPU_GET(fix_cpu), 0, "");
//                                            ^^^^^^^^^^^^^^^^^^^ sysctl-value-argument

/* Near misses: the right way, a name of nobody, in a function, in #if 0. */
SYSCTL_INT(_net, OID_AUTO, fix_d, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_PROC(_net, OID_AUTO, fix_e, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, NULL, 0, fix_handler, "I", "");
#if 0
SYSCTL_INT(_net, OID_AUTO, fix_f, CTLFLAG_VNET | CTLFLAG_RW, &V_fix_ttl, 0, "");
#endif
