# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope sample kernel: option headers of a module that is built without a kernel.

.if !defined(KERNBUILDDIR)
opt_global.h:
	@echo "#define SMP 1" > ${.TARGET}
	@echo "#define VIMAGE 1" >> ${.TARGET}
opt_bpf.h:
	@echo "#define DEV_BPF 1" > ${.TARGET}
opt_inet.h:
	@echo "#define INET 1" > ${.TARGET}
opt_inet6.h:
	@echo "#define INET6 1" > ${.TARGET}
KERN_OPTS=	VIMAGE INET INET6 DEV_BPF
.endif
