#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/mbuf.h>
#include <net/vnet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

VNET_DEFINE(uint32_t, ip_id);
//                    ^^^^^ counter-shares-line
VNET_DEFINE(int, ip_do_randomid) = 0;
VNET_DEFINE_STATIC(int, fx_deep) = 0;
//                      ^^^^^^^ counter-shares-line
#define	V_fx_deep	VNET(fx_deep)
VNET_DEFINE_STATIC(int, fx_units) = 0;
#define	V_fx_units	VNET(fx_units)

static void
fx_deeper(void)
{

	V_fx_deep += 2;
}

void
ip_fillid(struct mbuf *m)
{
	struct ip *ip = mtod(m, struct ip *);

	fx_deeper();
	ip->ip_id = htons(V_ip_id++);
}

/* Near miss: counted, but no packet comes by. */
int fx_attach(int unit);
int
fx_attach(int unit)
{

	return (V_ip_do_randomid + V_fx_units++);
}
