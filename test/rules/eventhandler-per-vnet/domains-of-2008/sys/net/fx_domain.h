/* As sys/domain.h did it before VNET_DOMAIN_SET: each domain is set up once, at boot, with options VIMAGE too. */
struct domain {
	void (*dom_init)(void);
};
#define	DOMAIN_SET(name)						\
	SYSINIT(domain_ ## name, SI_SUB_PROTO_DOMAIN,			\
	    SI_ORDER_SECOND, net_add_domain, & name ## domain)
void net_add_domain(void *arg);
