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

all: ${KMOD}.ko

.for _opt in ${SRCS:Mopt_*.h}
.if !target(${_opt})
${_opt}:
	:> ${.TARGET}
.endif
.endfor
