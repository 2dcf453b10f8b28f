/* As sys/domain.h does it: set up once at boot, or once in each vnet. */
struct domain {
	void (*dom_init)(void);
};
#define	DOMAIN_SET(name)						\
	SYSINIT(domain_init_ ## name, SI_SUB_PROTO_DOMAIN,		\
	    SI_ORDER_SECOND, domain_init, & name ## domain)
#define	VNET_DOMAIN_SET(name)						\
	VNET_SYSINIT(vnet_domain_init_ ## name, SI_SUB_PROTO_DOMAIN,	\
	    SI_ORDER_SECOND, vnet_domain_init, & name ## domain)
void domain_init(void *arg);
void vnet_domain_init(const void *arg);
