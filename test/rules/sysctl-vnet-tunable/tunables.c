#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

SYSCTL_DECL(_net);
VNET_DEFINE(int, fix_ttl) = 64;
#define	V_fix_ttl VNET(fix_ttl)
static int fix_global;

SYSCTL_INT(_net, OID_AUTO, fix_a, CTLFLAG_VNET | CTLFLAG_RDTUN, &VNET_NAME(fix_ttl), 0, "");
//                                               ^^^^^^^^^^^^^ sysctl-vnet-tunable
SYSCTL_INT(_net, OID_AUTO, fix_b, CTLFLAG_RWTUN|CTLFLAG_VNET, &VNET_NAME(fix_ttl), 0, "");
//                                ^^^^^^^^^^^^^ sysctl-vnet-tunable
SYSCTL_INT(_net, OID_AUTO, fix_c, CTLFLAG_VNET | CTLFLAG_RW | CTLFLAG_TUN, &VNET_NAME(fix_ttl), 0, "");
//                                                            ^^^^^^^^^^^ sysctl-vnet-tunable

/* Near misses: fetched by hand, NOFETCH, no tunable, a plain global. */
SYSCTL_INT(_net, OID_AUTO, fix_d, CTLFLAG_VNET | CTLFLAG_RDTUN, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_e, CTLFLAG_VNET | CTLFLAG_RDTUN | CTLFLAG_NOFETCH, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_f, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_ttl), 0, "");
SYSCTL_INT(_net, OID_AUTO, fix_g, CTLFLAG_RDTUN, &fix_global, 0, "");
void fix_init(void);
void
fix_init(void)
{

	TUNABLE_INT_FETCH("net.fix_d", &V_fix_ttl);
}

/* The subsystem's own words for the flag and the name; a handler of its own. */
#define	FIX_FLAG	CTLFLAG_VNET
#define	FIX_FLAGS	FIX_FLAG | CTLFLAG_RWTUN
#define	FIX_NAME(n)	VNET_NAME(n)
SYSCTL_INT(_net, OID_AUTO, fix_h, FIX_FLAG | CTLFLAG_RDTUN, &FIX_NAME(fix_ttl), 0, "");
//                                           ^^^^^^^^^^^^^ sysctl-vnet-tunable
SYSCTL_INT(_net, OID_AUTO, fix_i, FIX_FLAGS, &FIX_NAME(fix_ttl), 0, "");
//                                ^^^^^^^^^ sysctl-vnet-tunable
SYSCTL_PROC(_net, OID_AUTO, fix_j, CTLTYPE_INT | FIX_FLAG | CTLFLAG_RWTUN, NULL, 0, fix_handler, "I", "");
//                                                          ^^^^^^^^^^^^^ sysctl-vnet-tunable
/* Near misses: nothing of the flag in the words. */
#define	FIX_PLAIN	CTLFLAG_RD
SYSCTL_INT(_net, OID_AUTO, fix_k, FIX_PLAIN | CTLFLAG_RWTUN, &fix_global, 0, "");
