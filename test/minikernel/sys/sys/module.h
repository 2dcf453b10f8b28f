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

/* What the kernel linker reads of a file: set_modmetadata_set points to these. */
#define	MDT_STRUCT_VERSION	1
#define	MDT_DEPEND		1
#define	MDT_MODULE		2
#define	MDT_VERSION		3

struct mod_depend {
	int	md_ver_minimum;
	int	md_ver_preferred;
	int	md_ver_maximum;
};

struct mod_version {
	int	mv_version;
};

struct mod_metadata {
	int		md_version;
	int		md_type;
	const void	*md_data;
	const char	*md_cval;
};

#define	MODULE_METADATA(uniquifier, type, data, label)			\
	static struct mod_metadata _mod_metadata##uniquifier = {	\
		MDT_STRUCT_VERSION, type, data, label			\
	};								\
	DATA_SET(modmetadata_set, _mod_metadata##uniquifier)

#define	MODULE_DEPEND(module, on, least, best, most)			\
	static struct mod_depend _##module##_depend_on_##on = {		\
		least, best, most					\
	};								\
	MODULE_METADATA(_md_##module##_on_##on, MDT_DEPEND,		\
	    &_##module##_depend_on_##on, #on)

#define	DECLARE_MODULE(name, data, sub, order)				\
	MODULE_DEPEND(name, kernel, __FreeBSD_version,			\
	    __FreeBSD_version,						\
	    (__FreeBSD_version / 100000 + 1) * 100000 - 1);		\
	MODULE_METADATA(_md_##name, MDT_MODULE, &data, #name);		\
	SYSINIT(name##module, sub, order, module_register_init, &data)

#define	MODULE_VERSION(name, version)					\
	static struct mod_version _##name##_version = { version };	\
	MODULE_METADATA(_##name##_version, MDT_VERSION,			\
	    &_##name##_version, #name)
#endif

#endif /* !_SYS_MODULE_H_ */
