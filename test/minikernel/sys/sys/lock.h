/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: what all kinds of lock begin with.
 */

#ifndef _SYS_LOCK_H_
#define	_SYS_LOCK_H_

#include <sys/types.h>

struct lock_object {
	const char	*lo_name;
	u_int		 lo_flags;
	u_int		 lo_data;
	void		*lo_witness;
};

#endif /* !_SYS_LOCK_H_ */
