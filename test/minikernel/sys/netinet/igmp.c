/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: telling routers which groups are wanted.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <netinet/in.h>
#include <netinet/in_var.h>

SYSCTL_NODE(_net_inet, 2, igmp, CTLFLAG_RW, NULL, "IGMP");

VNET_DEFINE_STATIC(int, igmp_v1enable) = 1;
VNET_DEFINE_STATIC(int, igmp_v2enable) = 1;
VNET_DEFINE_STATIC(int, igmp_version) = 3;

#define	V_igmp_v1enable		VNET(igmp_v1enable)
/* PLANTED: accessor-names-other: V_igmp_v2enable reads igmp_v1enable; switching v2 off does nothing. */
#define	V_igmp_v2enable		VNET(igmp_v1enable)
#define	V_igmp_version		VNET(igmp_version)

SYSCTL_INT(_net_inet_igmp, OID_AUTO, v1enable, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(igmp_v1enable), 0, "answer version 1 queries");
SYSCTL_INT(_net_inet_igmp, OID_AUTO, v2enable, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(igmp_v2enable), 0, "answer version 2 queries");
SYSCTL_INT(_net_inet_igmp, OID_AUTO, version,
    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(igmp_version), 0,
    "version spoken until a router speaks");

int	igmp_version_for(int heard);

int
igmp_version_for(int heard)
{

	switch (heard) {
	case 1:
		return (V_igmp_v1enable ? 1 : 0);
	case 2:
		return (V_igmp_v2enable ? 2 : 0);
	default:
		return (V_igmp_version);
	}
}
