/* The kernel that rich.c finds on the computer where the test runs: one vnet, and stubs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;

#define	VNET_DEFINE(type, name)	__typeof__(type) vnet_entry_##name
#define	VNET(name)		vnet_entry_##name
#define	VNET_SYSINIT(ident, subsystem, order, function, argument)	extern int rich_nothing
#define	VNET_SYSUNINIT(ident, subsystem, order, function, argument)	\
	void ident##_unused(void) { function(argument); }		\
	extern int rich_nothing
#define	M_WAITOK	0x0002
#define	M_ZERO		0x0100
#define	malloc(size, type, flags)	calloc(1, (size))
#define	free(memory, type)		(free)(memory)
#define	arc4random()			4u

static int
rich_fetch(const char *name, int *where)
{
	const char *text;

	text = getenv(name);
	if (text == NULL)
		return (0);
	*where = (int)strtol(text, NULL, 0);
	return (1);
}
#define	TUNABLE_INT_FETCH(name, where)	rich_fetch((name), (where))

static u_int
min(u_int a, u_int b)
{

	return (a < b ? a : b);
}

static u_int
max(u_int a, u_int b)
{

	return (a < b ? b : a);
}
