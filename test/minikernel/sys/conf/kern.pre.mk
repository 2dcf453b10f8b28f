# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope sample kernel: how a source is compiled.

M=		${MACHINE}
KERNEL_KO?=	kernel

COPTFLAGS?=	-O2 -pipe
NOSTDINC=	-nostdinc
INCLUDES=	${NOSTDINC} ${INCLMAGIC} -I. -I$S

CFLAGS=		${COPTFLAGS} ${DEBUG}
CFLAGS+=	${INCLUDES} -D_KERNEL -DHAVE_KERNEL_OPTION_HEADERS -include opt_global.h
CFLAGS+=	-std=iso9899:1999 -ffreestanding -fno-common
.if ${MACHINE_CPUARCH} == "amd64"
CFLAGS+=	-mcmodel=kernel -mno-red-zone -mno-mmx -mno-sse
.endif
.if ${MACHINE_CPUARCH} == "aarch64"
CFLAGS+=	-mgeneral-regs-only -ffixed-x18
.endif
.if ${MACHINE_CPUARCH} == "powerpc"
CFLAGS+=	-mno-altivec -msoft-float -mabi=elfv2
.endif
WERROR?=	-Werror

NORMAL_C=	${CC} -c ${CFLAGS} ${WERROR} ${.IMPSRC}
NORMAL_S=	${CC} -c -x assembler-with-cpp -DLOCORE ${CFLAGS} ${.IMPSRC}
NORMAL_LINK=	@${LD} -r -o ${.TARGET} ${.ALLSRC}

SYSTEM_OBJS=	locore.o ${MDOBJS} ${OBJS}
