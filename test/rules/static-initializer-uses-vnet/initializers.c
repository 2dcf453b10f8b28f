#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_limit) = 8;
#define	V_fix_limit VNET(fix_limit)
DPCPU_DEFINE(int, fix_percpu);
VNET_DEFINE(int, fix_bare);
int *fix_bare_pointer = &VNET(fix_bare);
//                      ^^^^^^^^^^^^^^^ static-initializer-uses-vnet
struct fix_row {
	const char	*name;
	int		*value;
};

static int fix_copy = V_fix_limit;
//                    ^^^^^^^^^^^ static-initializer-uses-vnet
static struct fix_row fix_rows[] = {
        { "limit", &V_fix_limit },
//                 ^^^^^^^^^^^^ static-initializer-uses-vnet
        { "again", &VNET(fix_limit) },
//                 ^^^^^^^^^^^^^^^^ static-initializer-uses-vnet
        { "percpu", DPCPU_PTR(fix_percpu) },
//                  ^^^^^^^^^^^^^^^^^^^^^ static-initializer-uses-vnet
};
int *fix_pointer = VNET_PTR(fix_limit);
//                 ^^^^^^^^^^^^^^^^^^^ static-initializer-uses-vnet
VNET_DEFINE_STATIC(int, fix_from) = V_fix_limit;
//                                  ^^^^^^^^^^^ static-initializer-uses-vnet

static int
fix_function(int n)
{
        static int first = V_fix_limit;
//                         ^^^^^^^^^^^ static-initializer-uses-vnet
	/* Near misses: these are worked out when the function runs. */
	int now = V_fix_limit, *where = &V_fix_limit;
	struct fix_row row = { "limit", &V_fix_limit };

	for (int i = V_fix_limit; i < n; i++)
		now += *row.value;
	return (now + *where + first);
}

/* Near misses: sizes, another file's V_ name, and what is compiled without VIMAGE only. */
static char fix_room[sizeof(V_fix_limit)];
static size_t fix_size = sizeof(V_fix_limit);
static int fix_stranger = V_NOT_OURS;
#ifndef VIMAGE
static int *fix_novimage = &V_fix_limit;
#endif
#ifdef VIMAGE
#else
static int *fix_novimage2 = &V_fix_limit;
#endif
#if 0
static int *fix_off = &V_fix_limit;
#endif
