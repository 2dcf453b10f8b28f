#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <sys/rwlock.h>
#include <sys/sx.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(struct mtx, fix_mtx);
VNET_DEFINE_STATIC(int, fix_limit);
#define	V_fix_mtx VNET(fix_mtx)
#define	V_fix_limit VNET(fix_limit)
DPCPU_DEFINE_STATIC(struct mtx, fix_percpu);
static struct mtx fix_plain;
static void fix_init(void *arg), fix_uninit(void *arg);

MTX_SYSINIT(fix_mtx, &VNET_NAME(fix_mtx), "fix", MTX_DEF);
//                   ^^^^^^^^^^^^^^^^^^^ boot-initializer-of-vnet
RW_SYSINIT(fix_rw, &V_fix_mtx, "fix");
//                 ^^^^^^^^^^ boot-initializer-of-vnet
SX_SYSINIT_FLAGS(fix_sx, &VNET(fix_mtx), "fix", 0);
//                       ^^^^^^^^^^^^^^ boot-initializer-of-vnet
MTX_SYSINIT(fix_percpu, &DPCPU_NAME(fix_percpu), "fix", MTX_DEF);
//                      ^^^^^^^^^^^^^^^^^^^^^^^ boot-initializer-of-vnet
SYSINIT(fix_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fix_init, &VNET_NAME(fix_limit));
//                                                       ^^^^^^^^^^^^^^^^^^^^^ boot-initializer-of-vnet
TUNABLE_INT("net.fix", &VNET_NAME(fix_limit));
//                     ^^^^^^^^^^^^^^^^^^^^^ boot-initializer-of-vnet

/* Near misses: a plain lock, the per-vnet macros, a fetch at run time, a size, a macro's definition. */
MTX_SYSINIT(fix_plain, &fix_plain, "fix", MTX_DEF);
VNET_SYSINIT(fix_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fix_init, NULL);
VNET_SYSUNINIT(fix_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fix_uninit, NULL);
SYSINIT(fix_other, SI_SUB_PSEUDO, SI_ORDER_ANY, fix_init, sizeof(V_fix_limit));
#define	FIX_SYSINIT(name) MTX_SYSINIT(name, &VNET_NAME(name), "fix", MTX_DEF)
static void
fix_init(void *arg)
{

	TUNABLE_INT_FETCH("net.fix", &V_fix_limit);
	mtx_init(&V_fix_mtx, "fix", NULL, MTX_DEF);
}

static void
fix_uninit(void *arg)
{

	mtx_destroy(&V_fix_mtx);
}
