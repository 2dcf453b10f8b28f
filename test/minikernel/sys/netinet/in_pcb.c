/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: protocol control blocks, and the ports they take.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/proc.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>

static MALLOC_DEFINE(M_PCBHASH, "pcb", "hash tables of control blocks");

SYSCTL_NODE(_net_inet_ip, OID_AUTO, ports, CTLFLAG_RW, NULL,
    "ports taken when none is asked for");

VNET_DEFINE_STATIC(int, port_first) = IPPORT_HIFIRSTAUTO;
VNET_DEFINE_STATIC(int, port_last) = IPPORT_HILASTAUTO;
VNET_DEFINE_STATIC(int, port_random) = 1;
/* A short among ints: four bytes of the region for two of data. */
VNET_DEFINE_STATIC(uint16_t, port_reserved) = IPPORT_RESERVED - 1;
VNET_DEFINE_STATIC(u_int, ports_taken);

#define	V_port_first		VNET(port_first)
#define	V_port_last		VNET(port_last)
#define	V_port_random		VNET(port_random)
#define	V_port_reserved		VNET(port_reserved)
#define	V_ports_taken		VNET(ports_taken)

/* arg1 is this vnet's variable already: the sysctl code saw to it. */
static int
port_sysctl(SYSCTL_HANDLER_ARGS)
{
	int error;

	error = sysctl_handle_int(oidp, arg1, arg2, req);
	if (error == 0) {
		V_port_first = max(V_port_first, 1);
		V_port_last = min(V_port_last, IPPORT_HILASTAUTO);
	}
	return (error);
}

SYSCTL_PROC(_net_inet_ip_ports, OID_AUTO, first,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(port_first), 0,
    port_sysctl, "I", "lowest");
SYSCTL_PROC(_net_inet_ip_ports, OID_AUTO, last,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(port_last), 0,
    port_sysctl, "I", "highest");
SYSCTL_INT(_net_inet_ip_ports, OID_AUTO, random,
    CTLFLAG_RW | CTLFLAG_VNET, &VNET_NAME(port_random), 0,
    "take one at random");
SYSCTL_U16(_net_inet_ip_ports, OID_AUTO, reserved,
    CTLFLAG_RW | CTLFLAG_VNET | CTLFLAG_SECURE,
    &VNET_NAME(port_reserved), 0, "ports up to here are root's");
SYSCTL_UINT(_net_inet_ip_ports, OID_AUTO, allocs,
    CTLFLAG_RD | CTLFLAG_VNET, &VNET_NAME(ports_taken), 0,
    "ports taken so far");

void
in_pcbinfo_init(struct inpcbinfo *info, const char *name,
    struct inpcbhead *list, int buckets)
{

	mtx_init(&info->pi_lock, name, NULL, MTX_DEF);
	LIST_INIT(list);
	info->pi_list = list;
	info->pi_zone = uma_zcreate(name, sizeof(struct inpcb),
	    UMA_ALIGN_PTR);
	info->pi_hash = hashinit(buckets, M_PCBHASH,
	    &info->pi_hashmask);
#ifdef VIMAGE
	info->pi_vnet = curvnet;
#endif
}

void
in_pcbinfo_destroy(struct inpcbinfo *info)
{

	KASSERT(info->pi_count == 0, ("control blocks left"));
	hashdestroy(info->pi_hash, M_PCBHASH, info->pi_hashmask);
	uma_zdestroy(info->pi_zone);
	mtx_destroy(&info->pi_lock);
}

int
in_pcballoc(struct socket *so, struct inpcbinfo *info)
{
	struct inpcb *inp;

	inp = uma_zalloc(info->pi_zone, M_NOWAIT | M_ZERO);
	if (inp == NULL)
		return (ENOBUFS);
	rw_init(&inp->inp_lock, "inpcb");
	inp->inp_pcbinfo = info;
	inp->inp_socket = so;
	so->so_pcb = inp;
	mtx_lock(&info->pi_lock);
	LIST_INSERT_HEAD(info->pi_list, inp, inp_list);
	info->pi_count++;
	mtx_unlock(&info->pi_lock);
	return (0);
}

void
in_pcbfree(struct inpcb *inp)
{
	struct inpcbinfo *info = inp->inp_pcbinfo;

	mtx_lock(&info->pi_lock);
	LIST_REMOVE(inp, inp_list);
	info->pi_count--;
	mtx_unlock(&info->pi_lock);
	rw_destroy(&inp->inp_lock);
	uma_zfree(info->pi_zone, inp);
}

int
in_pcbbind(struct inpcb *inp, in_port_t lport)
{
	struct inpcbinfo *info = inp->inp_pcbinfo;
	int span = V_port_last - V_port_first + 1;

	if (lport == 0) {
		if (span <= 0)
			return (EADDRNOTAVAIL);
		lport = V_port_random ?
		    V_port_first + arc4random() % span :
		    V_port_first + info->pi_lastport++ % span;
		V_ports_taken++;
	} else if (lport <= V_port_reserved &&
	    inp->inp_socket->so_cred->cr_uid != 0)
		return (EADDRINUSE);
	inp->inp_ie.ie_lport = htons(lport);
	return (0);
}

struct inpcb *
in_pcblookup(struct inpcbinfo *info, in_addr_t faddr, in_port_t fport,
    in_addr_t laddr, in_port_t lport)
{
	struct inpcb *inp;
	const struct in_endpoints *ie;

	mtx_lock(&info->pi_lock);
	LIST_FOREACH(inp, info->pi_list, inp_list) {
		ie = &inp->inp_ie;
		if (ie->ie_lport == lport && ie->ie_fport == fport &&
		    ie->ie_dependfaddr.id46_addr.ia46_addr4.s_addr == faddr &&
		    ie->ie_dependladdr.id46_addr.ia46_addr4.s_addr == laddr)
			break;
	}
	mtx_unlock(&info->pi_lock);
	return (inp);
}
