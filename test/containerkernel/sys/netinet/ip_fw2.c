/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the firewall. It comes before IPv4, and waits for it.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/sysctl.h>
#include <sys/vimage.h>

#include <netinet/ip_fw.h>
#include <netinet/vinet.h>

static int vnet_ipfw_iattach(const void *);

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
struct vnet_ipfw vnet_ipfw_0;
#endif
#endif

#ifdef VIMAGE_GLOBALS
int	fw_enable = 1;
static int fw_verbose;
static u_int32_t static_count;	/* # of static rules */
static u_int32_t dyn_max = 4096;	/* max # of dynamic rules */
static u_int64_t norule_counter;
static int autoinc_step = 100;	/* bounded to 1..1000 in add_rule() */
#endif

/* The one comes too late for a definition above, the other is no constant. */
extern int ticks;
#define	FW_VERBOSE	1
#define	FW_COUNT	(ticks * 2)

SYSCTL_V_INT(V_NET, vnet_ipfw, _net_inet_ip_fw, OID_AUTO, enable,
    CTLFLAG_RW, fw_enable, 0, "Enable ipfw");
SYSCTL_V_INT(V_NET, vnet_ipfw, _net_inet_ip_fw, OID_AUTO, autoinc_step,
    CTLFLAG_RW, autoinc_step, 0, "Rule number auto-increment step");

#ifndef VIMAGE_GLOBALS
static struct vnet_symmap vnet_ipfw_symmap[] = {
	VNET_SYMMAP(ipfw, static_count),
	VNET_SYMMAP_END
};

VNET_MOD_DECLARE(IPFW, ipfw, vnet_ipfw_iattach, NULL, INET, vnet_ipfw_symmap);
#endif

static int
vnet_ipfw_iattach(const void *unused __unused)
{
	INIT_VNET_IPFW(curvnet);

	V_fw_enable = 1;
	V_fw_verbose = FW_VERBOSE;
	V_static_count = FW_COUNT;
	V_autoinc_step = 100;
	V_dyn_max = 4096;
	return (0);
}

static void
ipfw_init(void *unused __unused)
{

#ifndef VIMAGE_GLOBALS
	vnet_mod_register(&vnet_ipfw_modinfo);
#else
	vnet_ipfw_iattach(NULL);
#endif
}
SYSINIT(ipfwinit, SI_SUB_PROTO_BEGIN, SI_ORDER_ANY, ipfw_init, NULL);

int
ipfw_chk(int rule)
{
	INIT_VNET_INET(curvnet);
	INIT_VNET_IPFW(curvnet);	/* the rules */

	if (!V_fw_enable || V_fw_one_pass)
		return (0);
	if (rule > (int)V_static_count * V_autoinc_step || rule > (int)V_dyn_max) {
		V_norule_counter++;
		return (V_fw_verbose);
	}
	return (1);
}
