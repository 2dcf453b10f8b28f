VNET_DECLARE(int, fix_limit);
VNET_DECLARE(int, fix_other);
#define	V_fix_other VNET(fix_other)
