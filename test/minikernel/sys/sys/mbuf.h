/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: packets.
 */

#ifndef _SYS_MBUF_H_
#define	_SYS_MBUF_H_

#include <sys/types.h>
#include <sys/queue.h>

struct ifnet;

#define	MSIZE		256
#define	MHLEN		160

struct pkthdr {
	struct ifnet	*rcvif;
	int32_t		 len;
	uint16_t	 fibnum;
	uint8_t		 numa_domain;
	uint8_t		 rsstype;
	uint64_t	 csum_flags;
	union {
		uint8_t		eight[8];
		uint16_t	sixteen[4];
		uint32_t	thirtytwo[2];
		uintptr_t	unintptr[1];
	} PH_per;
};

struct mbuf {
	struct mbuf	*m_next;
	STAILQ_ENTRY(mbuf) m_stailqpkt;
	caddr_t		 m_data;
	int32_t		 m_len;
	uint32_t	 m_type:8,
			 m_flags:24;
	struct pkthdr	 m_pkthdr;
	char		 m_pktdat[MHLEN];
};

STAILQ_HEAD(mbufq_head, mbuf);

struct mbufq {
	struct mbufq_head	mq_head;
	int			mq_len;
	int			mq_maxlen;
};

#ifdef _KERNEL
#define	M_PKTHDR	0x000002
#define	M_BCAST		0x000010
#define	M_MCAST		0x000020

#define	mtod(m, type)	((type)((m)->m_data))

struct mbuf	*m_gethdr(int how, short type);
struct mbuf	*m_pullup(struct mbuf *, int length);
struct mbuf	*m_prepend(struct mbuf *, int length, int how);
void		 m_adj(struct mbuf *, int length);
void		 m_freem(struct mbuf *);
#endif

#endif /* !_SYS_MBUF_H_ */
