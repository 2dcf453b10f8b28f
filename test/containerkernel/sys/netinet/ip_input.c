/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: IPv4.
 */

#include "opt_route.h"

#include <sys/param.h>
#include <sys/callout.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/sysctl.h>
#include <sys/vimage.h>

#include <net/if.h>
#include <net/if_var.h>
#include <net/route.h>
#include <net/vnet.h>

#include <netinet/in_pcb.h>
#include <netinet/ip_fw.h>
#include <netinet/ip_var.h>
#include <netinet/vinet.h>

#define	RTQ_TIMEOUT	(60 * 10)	/* run no less than once every ten minutes */

static int vnet_inet_iattach(const void *);
u_short	ip_output_id(void);

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
struct vnet_inet vnet_inet_0;
#endif
#endif

#ifdef VIMAGE_GLOBALS
int	ipforwarding = 0;
/* PLANTED: container-lost-initializer: no constructor says 64 */
int	ip_defttl = IPDEFTTL;
static int ip_output_flowtable_size;
u_short	ip_id;
struct	ipstat ipstat;

struct	in_ifaddrhead in_ifaddrhead;		/* first inet address */
struct	in_ifaddrhashhead *in_ifaddrhashtbl;	/* inet addr hash table */
u_int	in_ifaddrhmask;				/* mask for hash table */

static struct ipqhead ipq[4];
static int nipq;
static int rtq_timeout = RTQ_TIMEOUT, rtq_unused;
static struct callout rtq_timer;
static char reply_src[16] = "";
int	fw_one_pass = 1;
#endif

SYSCTL_V_INT(V_NET, vnet_inet, _net_inet_ip, 1, forwarding, CTLFLAG_RW,
    ipforwarding, 0, "Enable IP forwarding between interfaces");
SYSCTL_V_INT(V_NET, vnet_inet, _net_inet_ip, 3, ttl, CTLFLAG_RW, ip_defttl,
    0, "Maximum TTL on IP packets");
SYSCTL_V_INT(V_NET, vnet_inet, _net_inet_ip, OID_AUTO, output_flowtable_size,
    CTLFLAG_RD, ip_output_flowtable_size, 0, "number of entries in the flowtable");
SYSCTL_V_STRUCT(V_NET, vnet_inet, _net_inet_ip, 11, stats, CTLFLAG_RD,
    ipstat, ipstat, "IP statistics");

#ifndef VIMAGE_GLOBALS
static struct vnet_symmap vnet_inet_symmap[] = {
	VNET_SYMMAP(inet, ipstat),
	VNET_SYMMAP(inet, ripcbinfo),
	VNET_SYMMAP_END
};

static const vnet_modinfo_t vnet_inet_modinfo = {
	.vmi_id		= VNET_MOD_INET,
	.vmi_dependson	= VNET_MOD_NET,
	.vmi_name	= "inet",
	.vmi_size	= sizeof(struct vnet_inet),
	.vmi_symmap	= vnet_inet_symmap,
	.vmi_iattach	= vnet_inet_iattach
};
#endif

static void
in_rtqtimo(void *unused __unused)
{
	INIT_VNET_INET(curvnet);

	callout_reset(&V_rtq_timer, V_rtq_timeout * hz, in_rtqtimo, NULL);
}

static int
vnet_inet_iattach(const void *unused __unused)
{
	INIT_VNET_INET(curvnet);
	int i;

	TAILQ_INIT(&V_in_ifaddrhead);
	V_ip_id = 1;
	V_rtq_timeout = RTQ_TIMEOUT;
	V_ipport_firstauto = 49152;
	V_ipport_lowfirstauto = 1023;
	V_fw_one_pass = 1;
	for (i = 0; i < 4; i++)
		TAILQ_INIT(&V_ipq[i]);
	callout_init(&V_rtq_timer, 1);
	in_rtqtimo(NULL);
	return (0);
}

static void
ip_init(void *unused __unused)
{

#ifndef VIMAGE_GLOBALS
	vnet_mod_register(&vnet_inet_modinfo);
#else
	vnet_inet_iattach(NULL);
#endif
}
SYSINIT(inet, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST, ip_init, NULL);

u_short
ip_output_id(void)
{
	INIT_VNET_NET(curvnet);
	INIT_VNET_INET(curvnet);

	V_ipstat.ips_total++;
	if (TAILQ_FIRST(&V_ifnet) == NULL || V_in_ifaddrhmask == 0)
		V_ipstat.ips_noroute++;
	if (V_nipq > V_ip_defttl || V_reply_src[0] != '\0' || V_fw_one_pass)
		return (0);
	if (V_ipforwarding)
		return (V_in_ifaddrhashtbl != NULL);
	return (ip_newid());
}
