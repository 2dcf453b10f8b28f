/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the release, and limits that everything shares.
 */

#ifndef _SYS_PARAM_H_
#define	_SYS_PARAM_H_

/*
 * The tree states the interfaces of 8-CURRENT of June 2009. It is no FreeBSD:
 * nothing here was taken from it but the names and numbers of an interface.
 */
#undef __FreeBSD_version
#define	__FreeBSD_version	800096

#include <sys/types.h>
#include <machine/param.h>

#define	MAXPATHLEN	1024
#define	MAXHOSTNAMELEN	256

#define	hz		1000

#endif /* !_SYS_PARAM_H_ */
