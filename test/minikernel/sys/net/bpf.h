/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: listeners on interfaces.
 */

#ifndef _NET_BPF_H_
#define	_NET_BPF_H_

#include <sys/types.h>

struct ifnet;
struct mbuf;

typedef void	bpf_tap_fn_t(void *cookie, const struct mbuf *, u_int bytes);

struct bpf_listener;

#ifdef _KERNEL
struct bpf_listener	*bpf_listen(struct ifnet *, bpf_tap_fn_t *, void *);
void			 bpf_unlisten(struct bpf_listener *);
u_int			 bpf_tap(struct ifnet *, const struct mbuf *);
#endif

#endif /* !_NET_BPF_H_ */
