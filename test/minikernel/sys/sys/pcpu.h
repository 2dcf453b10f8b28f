/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: per-CPU data, and the linker set that makes plain definitions per-CPU.
 */

#ifndef _SYS_PCPU_H_
#define	_SYS_PCPU_H_

#ifdef LOCORE
#error "not for assembler"
#endif

#include <sys/param.h>
#include <sys/queue.h>
#include <machine/pcpu.h>

#define	DPCPU_SETNAME	"set_pcpu"
#define	DPCPU_SYMPREFIX	"pcpu_entry_"

#ifdef _KERNEL

/* The linker lays these around the set; the reference copy is between them. */
extern uintptr_t *__start_set_pcpu;
extern uintptr_t *__stop_set_pcpu;
__GLOBL(__start_set_pcpu);
__GLOBL(__stop_set_pcpu);

#define	DPCPU_START	((uintptr_t)&__start_set_pcpu)
#define	DPCPU_STOP	((uintptr_t)&__stop_set_pcpu)
#define	DPCPU_BYTES	(DPCPU_STOP - DPCPU_START)
#define	DPCPU_SIZE	roundup2(DPCPU_BYTES, PAGE_SIZE)
#define	DPCPU_MODMIN	2048

/* dpcpu_off[cpu]: the distance from the reference copy to that CPU's own. */
extern uintptr_t dpcpu_off[];

#define	DPCPU_NAME(n)		pcpu_entry_##n
#define	DPCPU_DECLARE(t, n)	extern t DPCPU_NAME(n)

/* A leading declaration turns `static DPCPU_DEFINE' into an error. */
#define	DPCPU_DEFINE(t, n)						\
	struct _hack; t DPCPU_NAME(n) __section(DPCPU_SETNAME) __used
#if !defined(KLD_MODULE) || !(defined(__aarch64__) || defined(__riscv))
#define	DPCPU_DEFINE_STATIC(t, n)					\
	static t DPCPU_NAME(n) __section(DPCPU_SETNAME) __used
#else
/* A module there would reach a static by distance, which nobody relocates. */
#define	DPCPU_DEFINE_STATIC(t, n)					\
	t DPCPU_NAME(n) __section(DPCPU_SETNAME) __used
#endif

#define	_DPCPU_PTR(base, n)						\
	((__typeof(DPCPU_NAME(n)) *)((base) + (uintptr_t)&DPCPU_NAME(n)))

#define	DPCPU_PTR(n)		_DPCPU_PTR(PCPU_GET(dynamic), n)
#define	DPCPU_GET(n)		(*DPCPU_PTR(n))
#define	DPCPU_SET(n, value)	(*DPCPU_PTR(n) = (value))
#define	DPCPU_ID_PTR(cpu, n)	_DPCPU_PTR(dpcpu_off[(cpu)], n)
#define	DPCPU_ID_GET(cpu, n)	(*DPCPU_ID_PTR(cpu, n))
#define	DPCPU_ID_SET(cpu, n, value) (*DPCPU_ID_PTR(cpu, n) = (value))
#define	DPCPU_SUM(n) __extension__ ({					\
	__typeof(DPCPU_NAME(n)) _total = 0;				\
	for (u_int _cpu = 0; _cpu <= mp_maxid; _cpu++)			\
		_total += DPCPU_ID_GET(_cpu, n);			\
	_total;								\
})

extern u_int mp_maxid;
#endif /* _KERNEL */

struct pcpu {
	struct thread	*pc_curthread;	/* first: machine code knows its place */
	struct pcpu	*pc_self;	/* second, likewise */
	u_int		 pc_cpuid;
	uintptr_t	 pc_dynamic;	/* this CPU's entry of dpcpu_off[] */
	STAILQ_ENTRY(pcpu) pc_allcpu;
	PCPU_MD_FIELDS;
} __aligned(CACHE_LINE_SIZE);

#ifdef _KERNEL
#define	curcpu		PCPU_GET(cpuid)

STAILQ_HEAD(cpuhead, pcpu);
extern struct cpuhead cpuhead;

void	 pcpu_init(struct pcpu *, u_int cpu);
void	 dpcpu_init(void *storage, u_int cpu);
void	*dpcpu_alloc(int size);
void	 dpcpu_free(void *start, int size);
void	 dpcpu_copy(void *start, int size);
#endif /* _KERNEL */

#endif /* !_SYS_PCPU_H_ */
