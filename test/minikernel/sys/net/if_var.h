/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: interfaces, as the kernel holds them.
 */

#ifndef _NET_IF_VAR_H_
#define	_NET_IF_VAR_H_

#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/mutex.h>
#include <net/if.h>

struct ifnet;
struct mbuf;
struct route;
struct vnet;

typedef int	if_output_fn_t(struct ifnet *, struct mbuf *,
		    const struct sockaddr *, struct route *);
typedef void	if_input_fn_t(struct ifnet *, struct mbuf *);
typedef int	if_ioctl_fn_t(struct ifnet *, u_long command, caddr_t data);

struct ifaddr {
	struct sockaddr	*ifa_addr;
	struct ifnet	*ifa_ifp;
	TAILQ_ENTRY(ifaddr) ifa_link;
	u_int		 ifa_refcnt;
	u_short		 ifa_flags;
};
TAILQ_HEAD(ifaddrhead, ifaddr);

struct ifg_group {
	char		 ifg_group[IFNAMSIZ];
	u_int		 ifg_refcnt;
	TAILQ_ENTRY(ifg_group) ifg_next;
};

struct ifnet {
	TAILQ_ENTRY(ifnet) if_link;
	LIST_ENTRY(ifnet) if_clones;
	struct vnet	*if_vnet;
	struct vnet	*if_home_vnet;
	void		*if_softc;
	u_short		 if_index;
	uint16_t	 if_drv_unit;
	int		 if_flags;
	u_int		 if_refcount;
	char		 if_xname[IFNAMSIZ];
	struct if_data	 if_data;
	struct mtx	 if_addr_lock;
	struct ifaddrhead if_addrhead;
	if_output_fn_t	*if_output;
	if_input_fn_t	*if_input;
	if_ioctl_fn_t	*if_ioctl;
	void		*if_afdata[AF_MAX];
	u_int		 if_fib:8,
			 if_numa:6,
			 if_promisc:1;
};
TAILQ_HEAD(ifnethead, ifnet);
TAILQ_HEAD(ifgrouphead, ifg_group);

/* What happened to interfaces of one vnet. */
struct ifvstat {
	uint64_t	ifv_attached;
	uint64_t	ifv_detached;
	uint64_t	ifv_moved;
};

#ifdef _KERNEL
struct if_clone;
typedef int	ifc_create_t(struct if_clone *, int unit);
typedef void	ifc_destroy_t(struct ifnet *);

VNET_DECLARE(struct ifnethead, ifnet);
VNET_DECLARE(struct ifgrouphead, ifg_head);
VNET_DECLARE(int, if_index);
VNET_DECLARE(struct ifnet *, loif);
VNET_PCPUSTAT_DECLARE(struct ifvstat, ifvstat);

#define	V_ifnet			VNET(ifnet)
#define	V_ifg_head		VNET(ifg_head)
#define	V_if_index		VNET(if_index)
#define	V_loif			VNET(loif)

#define	IFVSTAT_INC(member)						\
	VNET_PCPUSTAT_ADD(struct ifvstat, ifvstat, member, 1)

struct ifnet	*if_alloc(const char *name, int unit);
void		 if_free(struct ifnet *);
void		 if_attach(struct ifnet *);
void		 if_detach(struct ifnet *);
void		 if_link_state_change(struct ifnet *, int state);
struct ifnet	*ifnet_byindex(u_int index);
int		 if_addgroup(struct ifnet *, const char *name);
void		 ifa_free(struct ifaddr *);

struct if_clone	*if_clone_simple(const char *name, ifc_create_t *,
		    ifc_destroy_t *, u_int minimum);
void		 if_clone_remove(struct if_clone *);

typedef void (*ifnet_event_fn)(void *arg, struct ifnet *);
EVENTHANDLER_DECLARE(ifnet_arrival_event, ifnet_event_fn);
EVENTHANDLER_DECLARE(ifnet_departure_event, ifnet_event_fn);
EVENTHANDLER_DECLARE(ifnet_link_event, ifnet_event_fn);
#endif /* _KERNEL */

#endif /* !_NET_IF_VAR_H_ */
