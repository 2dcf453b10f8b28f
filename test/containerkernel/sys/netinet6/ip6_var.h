/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: IPv6.
 */

#ifndef _NETINET6_IP6_VAR_H_
#define	_NETINET6_IP6_VAR_H_

#include <sys/param.h>

#define	IPV6_DEFHLIM	64

struct ip6stat {
	u_int64_t	ip6s_total;
	u_int64_t	ip6s_tooshort;
};

struct rip6stat {
	u_int64_t	rip6s_ipackets;
};

#ifdef VIMAGE_GLOBALS
extern struct	ip6stat ip6stat;
extern struct	rip6stat rip6stat;
extern int	ip6_defhlim;		/* default hop limit */
extern time_t	ip6_log_time;
#endif

#endif /* !_NETINET6_IP6_VAR_H_ */
