/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the running CPU on amd64: %gs points at its struct pcpu.
 */

#ifndef _MACHINE_PCPU_H_
#define	_MACHINE_PCPU_H_

#define	PCPU_MD_FIELDS							\
	struct pcpu	*pc_prvspace;					\
	uint64_t	 pc_tss_base;					\
	u_int		 pc_apic_id

#ifdef _KERNEL
struct pcpu;
struct thread;

static inline struct thread *
__curthread(void)
{
	struct thread *running;

	__asm__("movq %%gs:0, %0" : "=r" (running));
	return (running);
}

static inline struct pcpu *
get_pcpu(void)
{
	struct pcpu *self;

	__asm__("movq %%gs:%c1, %0" : "=r" (self) : "i" (8));
	return (self);
}

#define	curthread	(__curthread())
#define	PCPU_GET(member)	(get_pcpu()->pc_ ## member)
#endif /* _KERNEL */

#endif /* !_MACHINE_PCPU_H_ */
