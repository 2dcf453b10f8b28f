/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: timers.
 */

#ifndef _SYS_CALLOUT_H_
#define	_SYS_CALLOUT_H_

struct callout {
	struct callout	*c_link;
	int		c_time;
	void		*c_arg;
	void		(*c_func)(void *);
	int		c_flags;
};

void	callout_init(struct callout *, int);
int	callout_reset(struct callout *, int, void (*)(void *), void *);

#endif /* !_SYS_CALLOUT_H_ */
