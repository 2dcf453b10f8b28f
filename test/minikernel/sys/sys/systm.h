/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: what every kernel source may call.
 */

#ifndef _SYS_SYSTM_H_
#define	_SYS_SYSTM_H_

#include <sys/types.h>
#include <machine/atomic.h>

#define	CTASSERT(truth)		_Static_assert(truth, "compile-time: " #truth)

#ifdef INVARIANTS
#define	KASSERT(truth, complaint) do {					\
	if (__predict_false(!(truth)))					\
		panic complaint;					\
} while (0)
#else
#define	KASSERT(truth, complaint)	do { } while (0)
#endif

void	panic(const char *, ...) __dead2 __printflike(1, 2);
int	printf(const char *, ...) __printflike(1, 2);
int	snprintf(char *, size_t, const char *, ...) __printflike(3, 4);

void	*memcpy(void *, const void *, size_t);
void	*memset(void *, int, size_t);
int	 memcmp(const void *, const void *, size_t);
size_t	 strlen(const char *);
size_t	 strlcpy(char *, const char *, size_t);
int	 strcmp(const char *, const char *);
#define	bzero(where, length)		memset((where), 0, (length))
#define	bcopy(from, to, length)		memcpy((to), (from), (length))

u_int	arc4random(void);
void	arc4random_buf(void *, size_t);

static inline u_int
min(u_int a, u_int b)
{
	return (a < b ? a : b);
}

static inline u_int
max(u_int a, u_int b)
{
	return (a < b ? b : a);
}

#endif /* !_SYS_SYSTM_H_ */
