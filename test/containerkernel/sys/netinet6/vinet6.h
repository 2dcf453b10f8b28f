/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the container of IPv6.
 */

#ifndef _NETINET6_VINET6_H_
#define	_NETINET6_VINET6_H_

/* Whoever includes this has included <netinet6/ip6_var.h>. */
#include <sys/param.h>
#include <sys/vimage.h>

struct vnet_inet6 {
	int			_ip6_defhlim;
	struct ip6stat		_ip6stat;
	struct rip6stat		_rip6stat;
	time_t			_ip6_log_time;
	int			_ip6_use_tempaddr;
	int			_ip6_forward_srcrt;	/* nobody asks for it any more */
};

/* Size guard. See sys/vimage.h. */
VIMAGE_CTASSERT(SIZEOF_vnet_inet6, sizeof(struct vnet_inet6));

#ifndef VIMAGE
#ifndef VIMAGE_GLOBALS
extern struct vnet_inet6 vnet_inet6_0;
#endif
#endif

#define	INIT_VNET_INET6(vnet) \
	INIT_FROM_VNET(vnet, VNET_MOD_INET6, struct vnet_inet6, vnet_inet6)

#define	VNET_INET6(sym)		VSYM(vnet_inet6, sym)

#define	V_ip6_defhlim		VNET_INET6(ip6_defhlim)
#define	V_ip6stat		VNET_INET6(ip6stat)
#define	V_rip6stat		VNET_INET6(rip6stat)
#define	V_ip6_log_time		VNET_INET6(ip6_log_time)
#define	V_ip6_use_tempaddr	VNET_INET6(ip6_use_tempaddr)

#endif /* !_NETINET6_VINET6_H_ */
