/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: base types.
 */

#ifndef _MACHINE__TYPES_H_
#define	_MACHINE__TYPES_H_

typedef signed char	__int8_t;
typedef short		__int16_t;
typedef int		__int32_t;
typedef long long		__int64_t;
typedef unsigned char	__uint8_t;
typedef unsigned short	__uint16_t;
typedef unsigned int	__uint32_t;
typedef unsigned long long	__uint64_t;

typedef unsigned int	__size_t;
typedef int		__ssize_t;
typedef unsigned int	__uintptr_t;
typedef __int32_t	__time_t;

#endif /* !_MACHINE__TYPES_H_ */
