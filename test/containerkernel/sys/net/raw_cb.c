/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: control blocks of raw sockets.
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#include <net/raw_cb.h>
#include <net/vnet.h>

/* The member is a list without a name, of the same. */
#ifdef VIMAGE_GLOBALS
struct rawcb_list_head rawcb_list;
#endif

/* Older releases had no containers. */
#if (__FreeBSD_version > 460000) && (__FreeBSD_version < 800055)
extern struct	ifnet *loif;
#endif

void
raw_attach(struct rawcb *rp)
{
	INIT_VNET_NET(curvnet);

	LIST_INSERT_HEAD(&V_rawcb_list, rp, list);
}
