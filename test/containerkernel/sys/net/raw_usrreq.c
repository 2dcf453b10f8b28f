/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: raw sockets, of which nothing here is for one vnet.
 */

#include <sys/param.h>
#include <sys/queue.h>

#include <net/raw_cb.h>

int	raw_is(struct rawcb *, int);

int
raw_is(struct rawcb *rp, int proto)
{

	return (rp->rcb_proto == proto);
}
