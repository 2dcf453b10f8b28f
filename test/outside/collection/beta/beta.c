/* SPDX-License-Identifier: BSD-2-Clause */

#include <sys/param.h>
#include <sys/kernel.h>

#include <net/vnet.h>

VNET_DEFINE_STATIC(short, beta_table[COLLECTION_SIZE]);
#define	V_beta_table	VNET(beta_table)

int	beta_get(int);

int
beta_get(int i)
{

	return (V_beta_table[i]);
}
