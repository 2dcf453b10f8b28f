/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: base types of powerpc64 and powerpc64le.
 */

#ifndef _MACHINE__TYPES_H_
#define	_MACHINE__TYPES_H_

typedef signed char		__int8_t;
typedef short			__int16_t;
typedef int			__int32_t;
typedef long			__int64_t;
typedef unsigned char		__uint8_t;
typedef unsigned short		__uint16_t;
typedef unsigned int		__uint32_t;
typedef unsigned long		__uint64_t;

typedef long			__intmax_t, __intptr_t, __ssize_t, __time_t;
typedef unsigned long		__uintmax_t, __uintptr_t, __size_t;
typedef int			__wchar_t;

#endif /* !_MACHINE__TYPES_H_ */
