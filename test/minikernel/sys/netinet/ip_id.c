/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the identification field of IPv4 packets.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <sys/sysctl.h>

#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

VNET_DEFINE(uint32_t, ip_id);
VNET_DEFINE(int, ip_do_randomid) = 0;

/* PLANTED: sysctl-missing-vnet-flag: without CTLFLAG_VNET the knob turns the reference copy, not this vnet's. */
SYSCTL_INT(_net_inet_ip, OID_AUTO, random_id, CTLFLAG_RW,
    &VNET_NAME(ip_do_randomid), 0, "identify packets by random numbers");

void
ip_fillid(struct mbuf *m)
{
	struct ip *ip = mtod(m, struct ip *);

	if (V_ip_do_randomid)
		ip->ip_id = arc4random();
	else
		ip->ip_id = htons(V_ip_id++);
}
