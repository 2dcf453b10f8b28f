# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope sample kernel: what is made of the objects.

all: ${KERNEL_KO}

${KERNEL_KO}: ${SYSTEM_OBJS}
	${NORMAL_LINK}

locore.o: $S/${M}/${M}/locore.S
	${NORMAL_S}

_ILINKS=	machine
.if ${MACHINE_CPUARCH} == "amd64"
_ILINKS+=	x86
.endif
${_ILINKS}:
	@case ${.TARGET} in \
	machine) ln -fns $S/${M}/include machine ;; \
	*) ln -fns $S/${.TARGET}/include ${.TARGET} ;; \
	esac

.if exists($S/modules)
modules: .PHONY
	cd $S/modules && KERNBUILDDIR="${.CURDIR}" ${MAKE} all
.endif
