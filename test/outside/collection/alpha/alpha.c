/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>

#include <net/vnet.h>

VNET_DEFINE_STATIC(short, alpha_table[COLLECTION_SIZE]);
#define	V_alpha_table	VNET(alpha_table)

int	alpha_get(int);

int
alpha_get(int i)
{

	return (V_alpha_table[i]);
}
