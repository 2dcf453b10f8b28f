/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: print an interface, for the debugger.
 */

#include <sys/param.h>
#include <sys/systm.h>

#include <net/vnet.h>

/*
 * The header that has the right declaration is not included here, so the
 * compiler cannot tell: net/if.c says `VNET_DEFINE(int, if_index)'.
 */
/* PLANTED: declare-type-mismatch: if_index is an int; a long reads 4 bytes of its neighbour. */
VNET_DECLARE(long, if_index);

void	if_dump_count(void);

void
if_dump_count(void)
{

	printf("interfaces: %ld\n", VNET(if_index));
}
