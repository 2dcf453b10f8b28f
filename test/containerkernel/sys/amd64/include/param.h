/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: machine constants.
 */

#ifndef _AMD64_INCLUDE_PARAM_H_
#define	_AMD64_INCLUDE_PARAM_H_

#define	MACHINE		"amd64"
#define	CACHE_LINE_SHIFT 6
#define	PAGE_SHIFT	12
#define	PAGE_SIZE	(1 << PAGE_SHIFT)

#endif /* !_AMD64_INCLUDE_PARAM_H_ */
