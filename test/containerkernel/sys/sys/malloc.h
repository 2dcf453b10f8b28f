/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: memory by the byte.
 */

#ifndef _SYS_MALLOC_H_
#define	_SYS_MALLOC_H_

struct malloc_type {
	const char	*ks_shortdesc;
};

#define	MALLOC_DEFINE(type, shortdesc, longdesc)			\
	struct malloc_type type[1] = { { shortdesc } }
#define	MALLOC_DECLARE(type)	extern struct malloc_type type[1]

#define	M_NOWAIT	0x0001
#define	M_WAITOK	0x0002
#define	M_ZERO		0x0100

void	*malloc(unsigned long, struct malloc_type *, int);
void	free(void *, struct malloc_type *);

#endif /* !_SYS_MALLOC_H_ */
