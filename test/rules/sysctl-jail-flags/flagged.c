#include <sys/param.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_value);

SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_low, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, NULL, 0, fx_sysctl, "I", "");
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_high, CTLTYPE_INT | CTLFLAG_RW, NULL, 1, fx_sysctl, "I", "");
//                                           ^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-jail-flags
SYSCTL_PROC(_kern, OID_AUTO, fx_name, CTLTYPE_STRING | CTLFLAG_RW | CTLFLAG_PRISON,
    (void *)(offsetof(struct prison, pr_hostname)), 256, fx_names, "A", "");
SYSCTL_PROC(_kern, OID_AUTO, fx_domain, CTLTYPE_STRING | CTLFLAG_RW,
//                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ sysctl-jail-flags
    (void *)(offsetof(struct prison, pr_domainname)), 256, fx_names, "A", "");

/* Near misses: it may only be read; another variable; another handler; flags that a macro of the file brings. */
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_read, CTLTYPE_INT | CTLFLAG_RD, NULL, 2, fx_sysctl, "I", "");
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_plain, CTLTYPE_INT | CTLFLAG_RW, &fx_plain, 0, fx_sysctl, "I", "");
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_other, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, fx_other, "I", "");
#define	FX_FLAGS	(CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET)
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fx_own, FX_FLAGS, NULL, 3, fx_sysctl, "I", "");
