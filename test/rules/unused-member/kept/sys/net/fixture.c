#include <sys/param.h>
#include <net/vnet.h>
#include <net/kept.h>
#define GET(what) (VNET(kept).kept_pa##what)
VNET_DEFINE(struct kept, kept);
int
kept_get(void)
{
	return (VNET(kept).kept_next != NULL ? GET(sted) : 0);
}
#if 0
int kept_disabled;
#endif
