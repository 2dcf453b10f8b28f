/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: machine constants of amd64.
 */

#ifndef _AMD64_INCLUDE_PARAM_H_
#define	_AMD64_INCLUDE_PARAM_H_

#define	MACHINE		"amd64"
#define	MACHINE_ARCH	"amd64"

#ifdef SMP
#ifndef MAXCPU
#define	MAXCPU		64
#endif
#else
#define	MAXCPU		1
#endif

#define	CACHE_LINE_SHIFT 6
#define	CACHE_LINE_SIZE	(1 << CACHE_LINE_SHIFT)

#define	PAGE_SHIFT	12
#define	PAGE_SIZE	(1 << PAGE_SHIFT)
#define	PAGE_MASK	(PAGE_SIZE - 1)

#endif /* !_AMD64_INCLUDE_PARAM_H_ */
