/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: interfaces, as programs see them.
 */

#ifndef _NET_IF_H_
#define	_NET_IF_H_

#include <sys/types.h>

#define	IF_NAMESIZE	16
#define	IFNAMSIZ	IF_NAMESIZE

#define	IFF_UP		0x00001
#define	IFF_LOOPBACK	0x00008
#define	IFF_POINTOPOINT	0x00010
#define	IFF_MULTICAST	0x08000

struct if_data {
	uint8_t		ifi_type;
	uint8_t		ifi_hdrlen;
	uint8_t		ifi_link_state;
	uint8_t		ifi_spare;
	uint32_t	ifi_mtu;
	uint64_t	ifi_ipackets;
	uint64_t	ifi_opackets;
	uint64_t	ifi_oerrors;
};

#endif /* !_NET_IF_H_ */
