/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the IPv4 header.
 */

#ifndef _NETINET_IP_H_
#define	_NETINET_IP_H_

#include <netinet/in.h>

#define	IPVERSION	4
#define	IPDEFTTL	64
#define	MAXTTL		255

struct ip {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	u_char		ip_hl:4,
			ip_v:4;
#else
	u_char		ip_v:4,
			ip_hl:4;
#endif
	u_char		ip_tos;
	u_short		ip_len;
	u_short		ip_id;
	u_short		ip_off;
	u_char		ip_ttl;
	u_char		ip_p;
	u_short		ip_sum;
	struct in_addr	ip_src, ip_dst;
} __packed __aligned(2);

#define	IP_DF		0x4000
#define	IP_MF		0x2000
#define	IP_OFFMASK	0x1fff

#endif /* !_NETINET_IP_H_ */
