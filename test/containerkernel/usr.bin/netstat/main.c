/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: what netstat(1) asks the kernel for.
 */

#include <nlist.h>

static struct nlist nl[] = {
#define	N_IFNET		0
	{ .n_name = "_ifnet" },
#define	N_RTSTAT	1
	{ .n_name = "_rtstat" },
#define	N_RT_TABLES	2
	{ .n_name = "_rt_tables" },
#define	N_IPSTAT	3
	{ .n_name = "_ipstat" },
#define	N_RIPCBINFO	4
	{ .n_name = "_ripcbinfo" },
	{ .n_name = NULL },
};

int	netstat_names(void);

int
netstat_names(void)
{
	return (sizeof(nl) / sizeof(nl[0]));
}
