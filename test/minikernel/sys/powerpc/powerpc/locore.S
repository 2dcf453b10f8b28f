/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: powerpc's first instruction.
 */

#ifdef LOCORE
	.text
	.globl	__start
__start:
	b	powerpc_init
#endif
