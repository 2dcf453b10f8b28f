/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: error numbers.
 */

#ifndef _SYS_ERRNO_H_
#define	_SYS_ERRNO_H_

#define	ENOENT		2
#define	ENXIO		6
#define	ENOMEM		12
#define	EBUSY		16
#define	EEXIST		17
#define	EINVAL		22
#define	ENOSPC		28
#define	EMSGSIZE	40
#define	EOPNOTSUPP	45
#define	EAFNOSUPPORT	47
#define	EADDRINUSE	48
#define	EADDRNOTAVAIL	49
#define	ENETUNREACH	51
#define	ENOBUFS		55
#define	EHOSTUNREACH	65

#endif /* !_SYS_ERRNO_H_ */
