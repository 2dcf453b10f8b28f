import { MemoryFiles } from './memory-files.ts';

/**
 * A kernel tree small enough to be read at a glance: one machine with one configuration, the lists of
 * config(8), makefiles in the manner of sys/conf. Written for the tests; nothing of it is FreeBSD's.
 */
const texts: Readonly<Record<string, string>> = {
  'sys/net/vnet.h': '',
  'sys/sys/param.h': '#undef __FreeBSD_version\n#define __FreeBSD_version 1300010\t/* Master */\n',
  'sys/conf/newvers.sh': 'TYPE="FreeBSD"\nREVISION="13.0"\nBRANCH="CURRENT"\n',
  'sys/amd64/include/param.h': '',
  'sys/x86/include/reg.h': '',
  'sys/amd64/conf/DEFAULTS': 'machine\tamd64\ndevice\tmem\noptions \tGEOM_PART_GPT\n',
  'sys/amd64/conf/GENERIC': [
    'cpu\tHAMMER',
    'ident\tGENERIC',
    'makeoptions\tDEBUG=-g\t# debug symbols',
    'options \tINET',
    'options \tVIMAGE',
    'options \tMAXDEPTH=7',
    'device\tlo',
    '',
  ].join('\n'),
  'sys/amd64/conf/GENERIC-NODEBUG': 'include GENERIC\nident\tGENERIC-NODEBUG\nnooptions\tINET\n',
  'sys/amd64/conf/GENERIC.hints': '',
  'sys/amd64/conf/Makefile': '',
  'sys/conf/options': [
    '# option\theader',
    'INET\t\topt_inet.h',
    'INET6\t\topt_inet6.h',
    'VIMAGE\t\topt_global.h',
    'GEOM_PART_GPT\topt_geom.h',
    'MAXUSERS\topt_maxusers.h',
    'MAXDEPTH',
    'IPSEC\t\topt_ipsec.h',
    'DEV_LO\t\topt_global.h',
    '',
  ].join('\n'),
  'sys/conf/options.amd64': 'HAMMER\topt_cpu.h\n',
  'sys/conf/files': [
    'kern/init_main.c\tstandard',
    'kern/device_if.m\tstandard',
    'dev/mem/mem.c\toptional mem',
    'net/if_loop.c\toptional lo',
    'net/vnet.c\toptional vimage',
    'netinet/in.c\toptional inet \\',
    '\tcompile-with "${NORMAL_C} -DEXTRA=2 -I$S/contrib/in"',
    'netinet6/in6.c\toptional inet6',
    'netipsec/ipsec.c\toptional ipsec inet | ipsec inet6',
    'assym.h\tstandard no-obj no-implicit-rule before-depend compile-with "x"',
    '',
  ].join('\n'),
  'sys/conf/files.amd64':
    'amd64/amd64/locore.S\tstandard no-obj\namd64/amd64/machdep.c\tstandard\ninclude "conf/files.x86"\n',
  'sys/conf/files.x86': 'x86/x86/tsc.c\tstandard nowerror\n',
  'sys/conf/Makefile.amd64':
    '%VERSREQ=\t600012\n.include "$S/conf/kern.pre.mk"\n%BEFORE_DEPEND\n%OBJS\n%FILES.c\n%FILES.m\n%CLEAN\n%RULES\n.include "$S/conf/kern.post.mk"\n',
  'sys/conf/kern.pre.mk': [
    'INCLUDES= -nostdinc -I. -I$S',
    'CFLAGS= -O2 ${DEBUG} ${INCLUDES} -D_KERNEL -include opt_global.h ${CFLAGS.${.IMPSRC:T}}',
    'HAS_INET!= grep INET opt_inet.h || true ; echo',
    '.if !empty(HAS_INET)',
    'CFLAGS+= -DWITH_INET',
    '.endif',
    'CFLAGS.machdep.c= -DONLY_HERE',
    'NORMAL_C= ${CC} -c ${CFLAGS} -Werror ${.IMPSRC}',
    'NORMAL_C_NOWERROR= ${CC} -c ${CFLAGS} ${.IMPSRC}',
    'NORMAL_S= ${CC} -c -DLOCORE ${CFLAGS} ${.IMPSRC}',
    'NORMAL_M= ${AWK} ${.IMPSRC} ; ${CC} -c ${CFLAGS} ${.PREFIX}.c',
    'SYSTEM_CFILES= config.c vnode_if.c',
    'SYSTEM_OBJS= locore.o ${OBJS}',
    'SYSTEM_OBJS+= ${SYSTEM_CFILES:.c=.o}',
    'SYSTEM_LD= @${LD} -o ${.TARGET} -X ${SYSTEM_OBJS} vers.o',
    'MKMODULESENV+= KERNBUILDDIR="${.CURDIR}" MODULE_TIED=yes',
    '',
  ].join('\n'),
  'sys/conf/kern.post.mk':
    '_ILINKS= machine\n.if ${MACHINE_CPUARCH} == "amd64" || ${MACHINE_CPUARCH} == "i386"\n_ILINKS+= x86\n.endif\n',
  'sys/conf/kmod.mk': [
    '.include <bsd.init.mk>',
    'CFLAGS+= -D_KERNEL -DKLD_MODULE',
    '.if defined(KERNBUILDDIR)',
    'CFLAGS+= -include ${KERNBUILDDIR}/opt_global.h',
    "KERN_OPTS!=cat ${KERNBUILDDIR}/opt*.h | awk '{print $$2;}' | sort -u",
    '.else',
    'opt_inet.h:',
    '\techo "#define INET 1" > ${.TARGET}',
    '.endif',
    'CFLAGS+= -I. -I${SYSDIR}',
    '.for _o in ${KERN_OPTS}',
    'SRCS+=${SRCS.${_o}}',
    '.endfor',
    'OBJS+= ${SRCS:N*.h:R:S/$/.o/g}',
    'EXPORT_SYMS?= NO',
    '_ILINKS=machine x86',
    '',
  ].join('\n'),
  'sys/kern/device_if.m': '#include <sys/bus.h>\n\nINTERFACE device;\n\nMETHOD int probe {\n\tdevice_t dev;\n};\n',
  'sys/net/if_bridge.c': '',
  'sys/netinet/bridge_inet.c': '',
  'sys/modules/Makefile':
    'SUBDIR= if_bridge\n.if ${MACHINE_CPUARCH} == "i386"\nSUBDIR+= old\n.endif\n.include <bsd.subdir.mk>\n',
  'sys/modules/if_bridge/Makefile': [
    '.PATH: ${SRCTOP}/sys/net ${SRCTOP}/sys/netinet',
    'KMOD= if_bridge',
    'SRCS= if_bridge.c opt_inet.h device_if.h',
    'SRCS.INET= bridge_inet.c',
    'CFLAGS+= -DBRIDGE="two words"',
    'EXPORT_SYMS= bridge_input \\',
    '\tbridge_output',
    '.include <bsd.kmod.mk>',
    '',
  ].join('\n'),
  'sys/modules/old/Makefile': 'KMOD= old\nSRCS= old.c\n.include <bsd.kmod.mk>\n',
};

/** The small kernel, with some files replaced or added. */
export function smallKernelWith(others: Readonly<Record<string, string>>): MemoryFiles {
  return new MemoryFiles({ ...texts, ...others });
}

export const smallKernel = smallKernelWith({});
