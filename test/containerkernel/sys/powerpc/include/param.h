/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: machine constants.
 */

#ifndef _POWERPC_INCLUDE_PARAM_H_
#define	_POWERPC_INCLUDE_PARAM_H_

#define	MACHINE		"powerpc"
#define	CACHE_LINE_SHIFT 6
#define	PAGE_SHIFT	12
#define	PAGE_SIZE	(1 << PAGE_SHIFT)

#endif /* !_POWERPC_INCLUDE_PARAM_H_ */
