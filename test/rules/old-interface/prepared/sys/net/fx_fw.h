#include <sys/vimage.h>
#define	INIT_VNET_FX(vnet) \
	INIT_FROM_VNET(vnet, VNET_MOD_FX, struct vnet_fx, vnet_fx)
#define	VNET_FX(sym)	VSYM(vnet_fx, sym)
#define	V_fx_enable	VNET_FX(fx_enable)
extern int fx_enable;
