/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the type names kernel code is written in.
 */

#ifndef _SYS_TYPES_H_
#define	_SYS_TYPES_H_

#include <sys/cdefs.h>
#include <machine/_types.h>

typedef	unsigned char	u_char;
typedef	unsigned short	u_short;
typedef	unsigned int	u_int;
typedef	unsigned long	u_long;

typedef	__int8_t	int8_t;
typedef	__int32_t	int32_t;
typedef	__int64_t	int64_t;
typedef	__uint8_t	uint8_t, u_int8_t;
typedef	__uint16_t	uint16_t, u_int16_t;
typedef	__uint32_t	uint32_t, u_int32_t;
typedef	__uint64_t	uint64_t, u_int64_t;
typedef	__uintptr_t	uintptr_t;

typedef	__size_t	size_t;
typedef	__ssize_t	ssize_t;
typedef	__time_t	time_t;
typedef	char		*caddr_t;
typedef	struct uma_zone	*uma_zone_t;

#ifndef NULL
#define	NULL		((void *)0)
#endif
#define	offsetof(type, member)	__offsetof(type, member)

#endif /* !_SYS_TYPES_H_ */
