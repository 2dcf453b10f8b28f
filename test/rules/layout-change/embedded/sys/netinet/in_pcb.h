/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: protocol control blocks: a connection's addresses.
 */

#ifndef _NETINET_IN_PCB_H_
#define	_NETINET_IN_PCB_H_

#include <sys/queue.h>
#include <sys/mutex.h>
#include <sys/rwlock.h>
#include <netinet/in.h>
#include <netinet6/in6.h>
#include <vm/uma.h>

struct socket;
struct vnet;

/* IPv4 in the space of an IPv6 address, right-adjusted. */
struct in_addr_4in6 {
	uint32_t	ia46_pad32[3];
	struct in_addr	ia46_addr4;
};

union in_dependaddr {
	struct in_addr_4in6	id46_addr;
	struct in6_addr		id6_addr;
};

struct in_endpoints {
	in_port_t	ie_fport;
	in_port_t	ie_lport;
	union in_dependaddr ie_dependfaddr;
	union in_dependaddr ie_dependladdr;
	uint32_t	ie6_zoneid;
	uint32_t	ie6_more;
//        ^^^^^^^^ layout-change
};

struct inpcb {
	LIST_ENTRY(inpcb) inp_hash;
	LIST_ENTRY(inpcb) inp_list;
	struct rwlock	 inp_lock;
	struct inpcbinfo *inp_pcbinfo;
	struct socket	*inp_socket;
	struct in_endpoints inp_ie;
	uint32_t	 inp_new;
//         ^^^^^^^ layout-change
	void		*inp_ppcb;
	u_char		 inp_vflag;
	u_char		 inp_ip_ttl;
	int		 inp_flags;
	uint64_t	 inp_last;	/* at the end: nobody minds */
};

LIST_HEAD(inpcbhead, inpcb);

struct inpcbinfo {
	struct mtx	 pi_lock;
	struct inpcbhead *pi_list;
	u_int		 pi_count;
	u_int		 pi_lastport;
//       ^^^^^^^^^^^ layout-change
	uma_zone_t	 pi_zone;
	struct inpcbhead *pi_hash;
	u_long		 pi_hashmask;
	struct vnet	*pi_vnet;
};

#ifdef _KERNEL
void		 in_pcbinfo_init(struct inpcbinfo *, const char *name,
		    struct inpcbhead *, int buckets);
void		 in_pcbinfo_destroy(struct inpcbinfo *);
int		 in_pcballoc(struct socket *, struct inpcbinfo *);
void		 in_pcbfree(struct inpcb *);
int		 in_pcbbind(struct inpcb *, in_port_t);
struct inpcb	*in_pcblookup(struct inpcbinfo *, in_addr_t faddr,
		    in_port_t fport, in_addr_t laddr, in_port_t lport);
#endif

#endif /* !_NETINET_IN_PCB_H_ */
