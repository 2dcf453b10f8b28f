/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: what the compiler is told about names and symbols.
 */

#ifndef _SYS_CDEFS_H_
#define	_SYS_CDEFS_H_

#define	__CONCAT_NOW(left, right)	left ## right
#define	__CONCAT(left, right)		__CONCAT_NOW(left, right)
#define	__STRING(text)			#text
#define	__XSTRING(text)			__STRING(text)

#define	__used			__attribute__((__used__))
#define	__unused		__attribute__((__unused__))
#define	__dead2			__attribute__((__noreturn__))
#define	__packed		__attribute__((__packed__))
#define	__pure2			__attribute__((__const__))
#define	__aligned(bytes)	__attribute__((__aligned__(bytes)))
#define	__section(where)	__attribute__((__section__(where)))
#define	__weak_symbol		__attribute__((__weak__))
#define	__printflike(fmt, first)					\
	__attribute__((__format__(__printf__, fmt, first)))
#define	__alignof(thing)	__alignof__(thing)
#define	__offsetof(type, member) __builtin_offsetof(type, member)

#define	__predict_true(cond)	__builtin_expect(!!(cond), 1)
#define	__predict_false(cond)	__builtin_expect(!!(cond), 0)

#define	__containerof(member_ptr, type, member)				\
	((type *)(void *)((char *)(member_ptr) - __offsetof(type, member)))
#define	__DECONST(type, ptr)	((type)(__uintptr_t)(const void *)(ptr))

/* An undefined reference keeps the linker from dropping a set's bounds. */
#define	__GLOBL(symbol)		__asm__(".globl " __XSTRING(symbol))

#endif /* !_SYS_CDEFS_H_ */
