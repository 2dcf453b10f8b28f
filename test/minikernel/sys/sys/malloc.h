/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: kernel memory.
 */

#ifndef _SYS_MALLOC_H_
#define	_SYS_MALLOC_H_

#include <sys/types.h>

struct malloc_type {
	const char	*ks_shortdesc;
	const char	*ks_longdesc;
};

#ifdef _KERNEL
#define	M_NOWAIT	0x0001
#define	M_WAITOK	0x0002
#define	M_ZERO		0x0100

#define	MALLOC_DEFINE(type, brief, full)				\
	struct malloc_type type[1] = { { brief, full } }
#define	MALLOC_DECLARE(type)	extern struct malloc_type type[1]

MALLOC_DECLARE(M_DEVBUF);
MALLOC_DECLARE(M_TEMP);

void	*malloc(size_t size, struct malloc_type *type, int flags);
void	 free(void *memory, struct malloc_type *type);
void	*hashinit(int elements, struct malloc_type *type, u_long *mask);
void	 hashdestroy(void *table, struct malloc_type *type, u_long mask);
#endif

#endif /* !_SYS_MALLOC_H_ */
