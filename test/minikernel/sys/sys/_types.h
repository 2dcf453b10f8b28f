/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: machine types under the names the rest of the tree may test for.
 */

#ifndef _SYS__TYPES_H_
#define	_SYS__TYPES_H_

#include <sys/cdefs.h>
#include <machine/_types.h>

typedef	__int64_t	__off_t;
typedef	__uint32_t	__uid_t;
typedef	__int32_t	__pid_t;
typedef	__uint8_t	__sa_family_t;
typedef	__uint32_t	__socklen_t;
typedef	__int64_t	__sbintime_t;

#endif /* !_SYS__TYPES_H_ */
