# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope sample kernel: how a module is made.

SYSDIR?=	${.CURDIR}/../..
.include "config.mk"

CFLAGS+=	-D_KERNEL -DKLD_MODULE
CFLAGS+=	-nostdinc -I. -I${SYSDIR}
.if defined(KERNBUILDDIR)
CFLAGS+=	-DHAVE_KERNEL_OPTION_HEADERS -include ${KERNBUILDDIR}/opt_global.h
.else
CFLAGS+=	-include opt_global.h
SRCS+=		opt_global.h
.endif
CFLAGS+=	-std=iso9899:1999 -ffreestanding -fno-common
.if ${MACHINE_CPUARCH} == "aarch64"
CFLAGS+=	-fPIC -mgeneral-regs-only -ffixed-x18
.endif
.if ${MACHINE_CPUARCH} == "powerpc"
CFLAGS+=	-mno-altivec -msoft-float -mabi=elfv2
.endif

.for _o in ${KERN_OPTS}
SRCS+=		${SRCS.${_o}}
.endfor
OBJS+=		${SRCS:N*.h:R:S/$/.o/g}

.if ${MACHINE_CPUARCH} == "amd64"
${KMOD}.ko: ${OBJS}
	${LD} -r -o ${.TARGET} ${OBJS}
.else
${KMOD}.kld: ${OBJS}
	${LD} -r -o ${.TARGET} ${OBJS}
${KMOD}.ko: ${KMOD}.kld
	${LD} -Bshareable -znotext -o ${.TARGET} ${KMOD}.kld
.endif

# <machine/...> is a link to the machine's headers, made before anything else.
_ILINKS=	machine
.if ${MACHINE_CPUARCH} == "amd64"
_ILINKS+=	x86
.endif
beforebuild: ${_ILINKS}
${_ILINKS}:
	@case ${.TARGET} in \
	machine) where=${SYSDIR}/${MACHINE}/include ;; \
	*) where=${SYSDIR}/${.TARGET}/include ;; \
	esac ; \
	ln -fns $$where ${.TARGET}

all: ${KMOD}.ko

# Option headers are the kernel's; without one, config.mk has some, and the rest are empty.
.if defined(KERNBUILDDIR)
CFLAGS+=	-I${KERNBUILDDIR}
.endif
.for _opt in ${SRCS:Mopt_*.h}
.if defined(KERNBUILDDIR)
${_opt}:
	ln -sf ${KERNBUILDDIR}/${_opt} ${.TARGET}
.elif !target(${_opt})
${_opt}:
	:> ${.TARGET}
.endif
.endfor
