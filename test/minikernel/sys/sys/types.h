/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the type names kernel code is written in.
 */

#ifndef _SYS_TYPES_H_
#define	_SYS_TYPES_H_

#include <sys/_types.h>

typedef	unsigned char	u_char;
typedef	unsigned short	u_short;
typedef	unsigned int	u_int;
typedef	unsigned long	u_long;

typedef	__int8_t	int8_t;
typedef	__int16_t	int16_t;
typedef	__int32_t	int32_t;
typedef	__int64_t	int64_t;
typedef	__uint8_t	uint8_t, u_int8_t;
typedef	__uint16_t	uint16_t, u_int16_t;
typedef	__uint32_t	uint32_t, u_int32_t;
typedef	__uint64_t	uint64_t, u_int64_t;
typedef	__intmax_t	intmax_t;
typedef	__uintmax_t	uintmax_t;
typedef	__intptr_t	intptr_t;
typedef	__uintptr_t	uintptr_t;

typedef	__size_t	size_t;
typedef	__ssize_t	ssize_t;
typedef	__off_t		off_t;
typedef	__time_t	time_t;
typedef	__uid_t		uid_t;
typedef	__pid_t		pid_t;
typedef	__sbintime_t	sbintime_t;
typedef	char		*caddr_t;

#ifdef _KERNEL
#ifndef __bool_true_false_are_defined
#define	__bool_true_false_are_defined	1
typedef	_Bool		bool;
#define	true		1
#define	false		0
#endif
#endif

#ifndef NULL
#define	NULL		((void *)0)
#endif
#define	offsetof(type, member)	__offsetof(type, member)

#endif /* !_SYS_TYPES_H_ */
