/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv6 addresses.
 */

#ifndef _NETINET6_IN6_H_
#define	_NETINET6_IN6_H_

#include <sys/types.h>
#include <sys/socket.h>

struct in6_addr {
	union {
		uint8_t		__u6_addr8[16];
		uint16_t	__u6_addr16[8];
		uint32_t	__u6_addr32[4];
	} __u6_addr;
};
#define	s6_addr		__u6_addr.__u6_addr8
#define	s6_addr32	__u6_addr.__u6_addr32

#define	IN6ADDR_ANY_INIT						\
	{{{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }}}
#define	IN6ADDR_LOOPBACK_INIT						\
	{{{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }}}

struct sockaddr_in6 {
	uint8_t		sin6_len;
	sa_family_t	sin6_family;
	uint16_t	sin6_port;
	uint32_t	sin6_flowinfo;
	struct in6_addr	sin6_addr;
	uint32_t	sin6_scope_id;
};

#define	IN6_ARE_ADDR_EQUAL(a, b)					\
	(memcmp(&(a)->s6_addr[0], &(b)->s6_addr[0], 16) == 0)

#endif /* !_NETINET6_IN6_H_ */
