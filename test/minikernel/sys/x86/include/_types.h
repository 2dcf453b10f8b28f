/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: base types of the LP64 x86 machine.
 */

#ifndef _MACHINE__TYPES_H_
#define	_MACHINE__TYPES_H_

#ifndef __LP64__
#error "the sample kernel has no 32-bit x86 port"
#endif

typedef signed char	__int8_t;
typedef short		__int16_t;
typedef int		__int32_t;
typedef long		__int64_t;
typedef unsigned char	__uint8_t;
typedef unsigned short	__uint16_t;
typedef unsigned int	__uint32_t;
typedef unsigned long	__uint64_t;

typedef __int64_t	__intmax_t;
typedef __uint64_t	__uintmax_t;
typedef __int64_t	__intptr_t;
typedef __uint64_t	__uintptr_t;
typedef __uint64_t	__size_t;
typedef __int64_t	__ssize_t;
typedef __int64_t	__time_t;
typedef int		__wchar_t;

#endif /* !_MACHINE__TYPES_H_ */
