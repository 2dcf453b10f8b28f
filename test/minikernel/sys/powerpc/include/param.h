/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: machine constants of powerpc; the cache line is twice amd64's.
 */

#ifndef _POWERPC_INCLUDE_PARAM_H_
#define	_POWERPC_INCLUDE_PARAM_H_

#define	MACHINE		"powerpc"
#ifndef MACHINE_ARCH
#define	MACHINE_ARCH	"powerpc64le"
#endif

#if !defined(SMP)
#define	MAXCPU		1
#elif !defined(MAXCPU)
#define	MAXCPU		32
#endif

#define	CACHE_LINE_SHIFT 7
#define	CACHE_LINE_SIZE	(1 << CACHE_LINE_SHIFT)

#define	PAGE_SHIFT	12
#define	PAGE_SIZE	(1 << PAGE_SHIFT)
#define	PAGE_MASK	(PAGE_SIZE - 1)

#endif /* !_POWERPC_INCLUDE_PARAM_H_ */
