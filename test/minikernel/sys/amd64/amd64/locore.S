/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: amd64's first instruction.
 */

#ifdef LOCORE
	.text
	.globl	btext
btext:
	jmp	hammer_time
#endif
