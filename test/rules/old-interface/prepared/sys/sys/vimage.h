/* As 8-CURRENT had it in November 2008: names without containers behind them. */
#define	VIMAGE_GLOBALS 1
#define	VSYM(base, sym) (sym)
#define	INIT_FROM_VNET(vnet, modindex, modtype, sym)
