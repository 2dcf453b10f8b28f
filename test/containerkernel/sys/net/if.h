/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: what programs know of interfaces.
 */

#ifndef _NET_IF_H_
#define	_NET_IF_H_

#define	IFNAMSIZ	16
#define	AF_MAX		38

#endif /* !_NET_IF_H_ */
