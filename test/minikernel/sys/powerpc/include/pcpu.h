/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: the running CPU on powerpc: SPRG0 points at its struct pcpu.
 */

#ifndef _MACHINE_PCPU_H_
#define	_MACHINE_PCPU_H_

#define	PCPU_MD_FIELDS							\
	u_int		 pc_pvr;					\
	uint64_t	 pc_slbs

#ifdef _KERNEL
struct pcpu;
struct thread;

static inline struct pcpu *
get_pcpu(void)
{
	struct pcpu *self;

	__asm__ __volatile__("mfsprg %0, 0" : "=r" (self));
	return (self);
}

static inline struct thread *
__curthread(void)
{
	struct thread *running;

	__asm__("mr %0, 13" : "=r" (running));
	return (running);
}

#define	curthread	(__curthread())
#define	PCPU_GET(member)	(get_pcpu()->pc_ ## member)
#endif /* _KERNEL */

#endif /* !_MACHINE_PCPU_H_ */
