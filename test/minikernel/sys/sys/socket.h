/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: addresses.
 */

#ifndef _SYS_SOCKET_H_
#define	_SYS_SOCKET_H_

#include <sys/_types.h>
#include <sys/types.h>

typedef	__sa_family_t	sa_family_t;
typedef	__socklen_t	socklen_t;

#define	AF_UNSPEC	0
#define	AF_INET		2
#define	AF_LINK		18
#define	AF_INET6	28
#define	AF_MAX		42

#define	SOCK_STREAM	1
#define	SOCK_DGRAM	2
#define	SOMAXCONN	128

struct sockaddr {
	uint8_t		sa_len;
	sa_family_t	sa_family;
	char		sa_data[14];
};

#endif /* !_SYS_SOCKET_H_ */
