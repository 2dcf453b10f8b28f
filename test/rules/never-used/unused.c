#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_nobody);
//               ^^^^^^^^^^ never-used
#define	V_fix_nobody VNET(fix_nobody)
VNET_DEFINE_STATIC(int, fix_knob) = 1;
//                      ^^^^^^^^ never-used
#define	V_fix_knob VNET(fix_knob)
SYSCTL_INT(_net, OID_AUTO, fix_knob, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fix_knob), 0, "");
VNET_DECLARE(int, fix_nowhere);
//                ^^^^^^^^^^^ never-used
#define	V_fix_nowhere VNET(fix_nowhere);
DPCPU_DEFINE_STATIC(int, fix_percpu);
//                       ^^^^^^^^^^ never-used

/* Near misses: used through the accessor, the macro, another macro, in code that is compiled out, by another file, by its own name; a machine's own. */
VNET_DEFINE(int, fix_a);
#define	V_fix_a VNET(fix_a)
VNET_DEFINE(int, fix_b);
VNET_DEFINE(int, fix_c);
#define	V_fix_c VNET(fix_c)
#define	FIX_C_PLUS(n) (V_fix_c + (n))
VNET_DEFINE(int, fix_d);
#define	FIX_D_INC() (VNET(fix_d)++)
VNET_DEFINE(int, fix_e);
#define	V_fix_e VNET(fix_e)
VNET_DEFINE(int, fix_f);
#define	fix_f VNET(fix_f)
#ifdef __i386__
VNET_DEFINE(char, fix_zzz) = 0xde;
#endif
int fix_use(void);
int
fix_use(void)
{

#ifdef FIX_NEVER
	V_fix_e = 1;
#endif
	FIX_D_INC();
	return (V_fix_a + VNET(fix_b) + fix_f);
}
