#include <sys/param.h>
#include <net/vnet.h>

/* if_tunnel.ko is made of this. */
static int fix_function(int n) { return (n); }
static int fix_default;

VNET_DEFINE_STATIC(int *, fix_a) = &fix_default;
//                        ^^^^^ module-pointer-initializer
VNET_DEFINE_STATIC(const char *, fix_names[2]) = { "one", "two" };
//                               ^^^^^^^^^ module-pointer-initializer
DPCPU_DEFINE_STATIC(int *, fix_cpu) = &fix_default;
//                         ^^^^^^^ module-pointer-initializer

/* Near misses: no address. */
DPCPU_DEFINE_STATIC(int *, fix_cpu_null) = NULL;
VNET_DEFINE_STATIC(int *, fix_c) = NULL;
VNET_DEFINE_STATIC(int, fix_d) = 1;
VNET_DEFINE_STATIC(int *, fix_e);
VNET_DEFINE_STATIC(char, fix_text[4]) = "abc";
static int *fix_plain = &fix_default;
int
fix_use(void)
{

	return (fix_function(*fix_plain));
}
