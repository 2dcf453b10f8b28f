/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 addresses and protocol numbers.
 */

#ifndef _NETINET_IN_H_
#define	_NETINET_IN_H_

#include <sys/types.h>
#include <sys/socket.h>

typedef	uint32_t	in_addr_t;
typedef	uint16_t	in_port_t;

struct in_addr {
	in_addr_t	s_addr;
};

struct sockaddr_in {
	uint8_t		sin_len;
	sa_family_t	sin_family;
	in_port_t	sin_port;
	struct in_addr	sin_addr;
	char		sin_zero[8];
};

#define	IPPROTO_ICMP	1
#define	IPPROTO_TCP	6
#define	IPPROTO_UDP	17
#define	IPPROTO_IPV6	41
#define	IPPROTO_MAX	256

#define	INADDR_ANY		((in_addr_t)0)
#define	INADDR_BROADCAST	((in_addr_t)0xffffffff)
#define	INADDR_LOOPBACK		((in_addr_t)0x7f000001)
#define	IN_MULTICAST(a)		(((a) & 0xf0000000) == 0xe0000000)

#define	IPPORT_RESERVED		1024
#define	IPPORT_HIFIRSTAUTO	49152
#define	IPPORT_HILASTAUTO	65535

#define	IP_MAX_GROUP_SRC_FILTER	512
#define	IP_MAX_SOCK_SRC_FILTER	128

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define	htons(x)	__builtin_bswap16(x)
#define	htonl(x)	__builtin_bswap32(x)
#else
#define	htons(x)	((uint16_t)(x))
#define	htonl(x)	((uint32_t)(x))
#endif
#define	ntohs(x)	htons(x)
#define	ntohl(x)	htonl(x)

#endif /* !_NETINET_IN_H_ */
