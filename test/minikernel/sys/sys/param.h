/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the release, and limits that everything shares.
 */

#ifndef _SYS_PARAM_H_
#define	_SYS_PARAM_H_

#include <sys/_types.h>

/*
 * The sample states the interfaces of 13.0-RELEASE. It is no FreeBSD: nothing
 * here was taken from it but the names and numbers that make up an interface.
 */
#undef __FreeBSD_version
#define	__FreeBSD_version	1300139

#include <sys/types.h>
#include <machine/param.h>

#define	NBBY		8
#define	MAXPATHLEN	256
#define	MAXHOSTNAMELEN	64

#define	nitems(array)	(sizeof(array) / sizeof((array)[0]))
#define	howmany(n, per)	(((n) + (per) - 1) / (per))
#define	rounddown2(n, power) ((n) & ~((power) - 1))
#define	roundup2(n, power) rounddown2((n) + (power) - 1, power)
#define	MIN(a, b)	((a) < (b) ? (a) : (b))
#define	MAX(a, b)	((a) > (b) ? (a) : (b))

#endif /* !_SYS_PARAM_H_ */
