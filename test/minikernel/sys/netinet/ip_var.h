/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the state of IPv4.
 */

#ifndef _NETINET_IP_VAR_H_
#define	_NETINET_IP_VAR_H_

#include <sys/types.h>
#include <netinet/in.h>

struct mbuf;
struct route;

struct ipstat {
	uint64_t	ips_total;
	uint64_t	ips_badsum;
	uint64_t	ips_tooshort;
	uint64_t	ips_badvers;
	uint64_t	ips_delivered;
	uint64_t	ips_forward;
	uint64_t	ips_cantforward;
	uint64_t	ips_localout;
	uint64_t	ips_odropped;
	uint64_t	ips_fragments;
	uint64_t	ips_reassembled;
	uint64_t	ips_noroute;
};

/* How packets of one precedence are treated. */
enum ip_class { IPC_BULK, IPC_NORMAL, IPC_PROMPT, IPC_N };

struct ip_policy {
	u_char		 ipp_ttl;
	u_char		 ipp_tos;
	struct {
		uint16_t	limit;
		uint16_t	burst;
		u_int		drop:1,
				mark:1,
				weight:6;
	} ipp_class[IPC_N];
	const char	*ipp_name;
};

#ifdef _KERNEL
VNET_DECLARE(int, ip_defttl);
VNET_DECLARE(int, ipforwarding);
VNET_DECLARE(struct ip_policy, ip_policy);
VNET_DECLARE(uint32_t, ip_id);
VNET_DECLARE(int, ip_do_randomid);
VNET_PCPUSTAT_DECLARE(struct ipstat, ipstat);
#define	V_ip_defttl		VNET(ip_defttl)
#define	V_ipforwarding		VNET(ipforwarding)
#define	V_ip_policy		VNET(ip_policy)
#define	V_ip_id			VNET(ip_id)
#define	V_ip_do_randomid	VNET(ip_do_randomid)

#define	IPSTAT_ADD(member, by)						\
	VNET_PCPUSTAT_ADD(struct ipstat, ipstat, member, (by))
#define	IPSTAT_INC(member)	IPSTAT_ADD(member, 1)

typedef int	pr_input_t(struct mbuf *, int hlen);

void		 ip_input(struct mbuf *);
int		 ip_output(struct mbuf *, struct route *, int flags);
void		 ip_forward(struct mbuf *);
struct mbuf	*ip_reass(struct mbuf *);
void		 ip_fillid(struct mbuf *);
void		 ip_register(u_char protocol, pr_input_t *);
#endif

#endif /* !_NETINET_IP_VAR_H_ */
