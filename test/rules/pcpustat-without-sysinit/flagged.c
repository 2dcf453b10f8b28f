#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/counter.h>
#include <sys/malloc.h>
#include <net/vnet.h>

struct fxstat {
	uint64_t	fxs_in;
};
VNET_PCPUSTAT_DEFINE(struct fxstat, fx_never);
//                                  ^^^^^^^^ pcpustat-without-sysinit
VNET_PCPUSTAT_DEFINE_STATIC(struct fxstat, fx_leaks);
//                                         ^^^^^^^^ pcpustat-without-sysinit
VNET_PCPUSTAT_SYSINIT(fx_leaks);

/* Near misses: both; by hand; no counters. */
VNET_PCPUSTAT_DEFINE(struct fxstat, fx_sound);
VNET_PCPUSTAT_SYSINIT(fx_sound);
VNET_PCPUSTAT_SYSUNINIT(fx_sound);

VNET_PCPUSTAT_DEFINE(struct fxstat, fx_manual);
static void
fx_init(const void *unused)
{
	VNET_PCPUSTAT_ALLOC(fx_manual, M_WAITOK);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);
static void
fx_uninit(const void *unused)
{
	VNET_PCPUSTAT_FREE(fx_manual);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);

VNET_DEFINE(int, fx_plain);
