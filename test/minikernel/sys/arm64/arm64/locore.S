/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: arm64's first instruction.
 */

#ifdef LOCORE
	.text
	.globl	_start
_start:
	b	initarm
#endif
