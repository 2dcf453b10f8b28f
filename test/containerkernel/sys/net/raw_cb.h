/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: control blocks of raw sockets.
 */

#ifndef _NET_RAW_CB_H_
#define	_NET_RAW_CB_H_

#include <sys/queue.h>

struct rawcb {
	LIST_ENTRY(rawcb) list;
	int	rcb_proto;
};

#ifdef VIMAGE_GLOBALS
extern LIST_HEAD(rawcb_list_head, rawcb) rawcb_list;
#endif

void	raw_attach(struct rawcb *);

#endif /* !_NET_RAW_CB_H_ */
