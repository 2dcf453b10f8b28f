#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);

VNET_DEFINE(int, fix_ttl) = 64;
VNET_DEFINE_STATIC(u_int, fix_burst) = 8;
static int fix_global;
static int fix_handler(SYSCTL_HANDLER_ARGS);

SYSCTL_INT(_net, OID_AUTO, fix_ttl, CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
//                                              ^^^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
SYSCTL_UINT(_net, OID_AUTO, fix_burst, CTLFLAG_RW | CTLFLAG_TUN,
    &VNET_NAME(fix_burst), 0, "");
//  ^^^^^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
SYSCTL_PROC(_net, OID_AUTO, fix_proc, CTLTYPE_INT | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, fix_handler, "I", "");
//                                                              ^^^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
DPCPU_DEFINE(int, fix_cpu);
SYSCTL_INT(_net, OID_AUTO, fix_cpu, CTLFLAG_RD, &DPCPU_NAME(fix_cpu), 0, "");
//                                              ^^^^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag

#if 0
/* Left out by this configuration, and wrong all the same. */
SYSCTL_INT(_net, OID_AUTO, fix_off, CTLFLAG_RD, &VNET_NAME(fix_ttl), 0, "");
//                                              ^^^^^^^^^^^^^^^^^^^ sysctl-missing-vnet-flag
#endif

/* Near misses. */
SYSCTL_PROC(_net, OID_AUTO, fix_cpus, CTLTYPE_INT | CTLFLAG_RD, &DPCPU_NAME(fix_cpu), 0, fix_handler, "I", "");
SYSCTL_INT(_net, OID_AUTO, fix_ok, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_ok2, (CTLFLAG_RW|CTLFLAG_VNET), &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_plain, CTLFLAG_RW, &fix_global, 0, "");
SYSCTL_OPAQUE(_net, OID_AUTO, fix_size, CTLFLAG_RD, &fix_global, sizeof(VNET_NAME(fix_ttl)), "I", "");
/* Another word in the access argument may bring the flag. */
#define	FIX_ACCESS (CTLFLAG_VNET | CTLFLAG_RW)
SYSCTL_INT(_net, OID_AUTO, fix_word, FIX_ACCESS, &VNET_NAME(fix_ttl), 0, "");
/* So may a wrapper of the subsystem's own. */
#define	SYSCTL_FIX(name, access, ptr) SYSCTL_INT(_net, OID_AUTO, name, CTLFLAG_VNET | access, ptr, 0, "")
SYSCTL_FIX(fix_wrapped, CTLFLAG_RW, &VNET_NAME(fix_ttl));
/* SYSCTL_INT(_net, OID_AUTO, fix_comment, CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, ""); */
