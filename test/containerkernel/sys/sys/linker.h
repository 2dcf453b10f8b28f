/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the kernel linker, as far as it answers kldsym(2).
 */

#ifndef _SYS_LINKER_H_
#define	_SYS_LINKER_H_

struct kld_sym_lookup {
	int		version;
	char		*symname;
	u_long		symvalue;
	size_t		symsize;
};

int	linker_lookup_symbol(struct kld_sym_lookup *, char *);

#endif /* !_SYS_LINKER_H_ */
