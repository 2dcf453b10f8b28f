/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: kernel modules.
 */

#ifndef _SYS_MODULE_H_
#define	_SYS_MODULE_H_

#include <sys/kernel.h>

typedef enum modeventtype {
	MOD_LOAD,
	MOD_UNLOAD,
	MOD_SHUTDOWN,
	MOD_QUIESCE
} modeventtype_t;

typedef struct module *module_t;
typedef int (*modeventhand_t)(module_t, int what, void *arg);

typedef struct moduledata {
	const char	*name;
	modeventhand_t	 evhand;
	void		*priv;
} moduledata_t;

#ifdef _KERNEL
void	module_register_init(const void *moduledata);

#define	DECLARE_MODULE(name, data, sub, order)				\
	SYSINIT(name##module, sub, order, module_register_init, &data)
#define	MODULE_VERSION(name, version)					\
	static const int __CONCAT(_mod_version_, name) __used = (version)
#endif

#endif /* !_SYS_MODULE_H_ */
