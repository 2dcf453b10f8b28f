/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the firewall, with its container.
 */

#ifndef _NETINET_IP_FW_H_
#define	_NETINET_IP_FW_H_

#include <sys/param.h>
#include <sys/vimage.h>

int	ipfw_chk(int);

/* PLANTED: container-guard: the definition is inside VIMAGE_GLOBALS */
extern int fw_one_pass;

#ifdef VIMAGE_GLOBALS
extern int fw_enable;
#endif

struct vnet_ipfw {
	int		_fw_enable;
	int		_fw_verbose;
	u_int32_t	_static_count;		/* # of static rules */
	u_int32_t	_dyn_max;		/* max # of dynamic rules */
	u_int64_t	_norule_counter;	/* counter for ipfw_log(NULL...) */
	int		_autoinc_step;
};

/* PLANTED: container-size: autoinc_step was added, the number of amd64 was not raised */
VIMAGE_CTASSERT(SIZEOF_vnet_ipfw, sizeof(struct vnet_ipfw));

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
extern struct vnet_ipfw vnet_ipfw_0;
#endif
#endif

#define	INIT_VNET_IPFW(vnet) \
	INIT_FROM_VNET(vnet, VNET_MOD_IPFW, struct vnet_ipfw, vnet_ipfw)

#define	VNET_IPFW(sym)		VSYM(vnet_ipfw, sym)

#define	V_fw_enable		VNET_IPFW(fw_enable)
#define	V_fw_verbose		VNET_IPFW(fw_verbose)
#define	V_static_count		VNET_IPFW(static_count)
#define	V_dyn_max		VNET_IPFW(dyn_max)
#define	V_norule_counter	VNET_IPFW(norule_counter)
#define	V_autoinc_step		VNET_IPFW(autoinc_step)

#endif /* !_NETINET_IP_FW_H_ */
