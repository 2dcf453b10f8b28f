/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: powerpc comes up.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/pcpu.h>

static char dpcpu_storage[PAGE_SIZE] __aligned(PAGE_SIZE);
static struct pcpu cpu0;

void	mi_startup(void);
void	powerpc_init(void);

void
powerpc_init(void)
{

	pcpu_init(&cpu0, 0);
	cpu0.pc_pvr = 0;
	dpcpu_init(dpcpu_storage, 0);
	mi_startup();
}
