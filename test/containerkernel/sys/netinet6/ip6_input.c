/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: IPv6. Its constructor is told to run by name, from the domain.
 */

#include "opt_inet6.h"

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <netinet6/ip6_var.h>
#include <netinet6/vinet6.h>

static int vnet_inet6_iattach(const void *);
int	ip6_input(int);

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
struct vnet_inet6 vnet_inet6_0;
#endif
#endif

#ifdef VIMAGE_GLOBALS
struct	ip6stat ip6stat;
int	ip6_defhlim = IPV6_DEFHLIM;
time_t	ip6_log_time;
#ifdef INET6
static int ip6_use_tempaddr = 0;
#endif
#endif

#ifndef VIMAGE_GLOBALS
static const vnet_modinfo_t vnet_inet6_modinfo = {
	.vmi_id		= VNET_MOD_INET6,
	.vmi_dependson	= VNET_MOD_INET,
	.vmi_name	= "inet6",
	.vmi_size	= sizeof(struct vnet_inet6),
	.vmi_iattach	= vnet_inet6_iattach
};
#endif

static void
ip6_settings(void)
{
	INIT_VNET_INET6(curvnet);

	V_ip6_defhlim = IPV6_DEFHLIM;
	V_ip6_log_time = (time_t)0;
}

static int
vnet_inet6_iattach(const void *unused __unused)
{

	ip6_settings();
	return (0);
}

static void
ip6_init(void *unused __unused)
{

#ifndef VIMAGE_GLOBALS
	vnet_mod_register(&vnet_inet6_modinfo);
#else
	vnet_inet6_iattach(NULL);
#endif
}
SYSINIT(inet6, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND, ip6_init, NULL);

int
ip6_input(int hlim)
{
	INIT_VNET_INET6(curvnet);

	V_ip6stat.ip6s_total++;
	if (hlim > V_ip6_defhlim || V_ip6_use_tempaddr)
		V_ip6_log_time++;
	return (V_ip6_log_time != 0);
}
