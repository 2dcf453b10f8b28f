/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: what every source may call.
 */

#ifndef _SYS_SYSTM_H_
#define	_SYS_SYSTM_H_

void	panic(const char *, ...) __dead2 __printflike(1, 2);
int	printf(const char *, ...) __printflike(1, 2);
int	strcmp(const char *, const char *);
void	bzero(void *, size_t);

#define	CTASSERT(x)	_CTASSERT(x, __LINE__)
#define	_CTASSERT(x, y)	__CTASSERT(x, y)
#define	__CTASSERT(x, y) typedef char __assert ## y[(x) ? 1 : -1]

#endif /* !_SYS_SYSTM_H_ */
