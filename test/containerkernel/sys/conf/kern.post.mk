# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope container kernel: what is made of the objects.

all: ${KERNEL_KO}

${KERNEL_KO}: ${SYSTEM_OBJS}
	${NORMAL_LINK}

_ILINKS=	machine
${_ILINKS}:
	ln -fns $S/${M}/include machine
