/** The heart of sys/vimage.h as 8-CURRENT had it from March to July 2009, for examples. */
export const VIMAGE_H = `struct vnet {
	void *mod_data[64];
};
extern struct vnet *curvnet;
#ifdef VIMAGE_GLOBALS
#define VSYM(base, sym) (sym)
#elif defined(VIMAGE)
#define VSYM(base, sym) ((base)->_ ## sym)
#else
#define VSYM(base, sym) (base ## _0._ ## sym)
#endif
#ifdef VIMAGE
#define INIT_FROM_VNET(vnet, index, type, sym) type *sym = (vnet)->mod_data[index];
#else
#define INIT_FROM_VNET(vnet, index, type, sym)
#endif
`;

/** A container with two members, as netinet/vinet.h and its like had them. */
export function containerHeader({
  members = '\tint _tun_ttl;\n\tint _tun_count;\n',
  accessors = '#define V_tun_ttl VNET_TUN(tun_ttl)\n#define V_tun_count VNET_TUN(tun_count)\n',
  more = '',
} = {}): string {
  return `#include <sys/vimage.h>
struct vnet_tun {
${members}};
#if !defined(VIMAGE) && !defined(VIMAGE_GLOBALS)
extern struct vnet_tun vnet_tun_0;
#endif
#define INIT_VNET_TUN(vnet) INIT_FROM_VNET(vnet, 7, struct vnet_tun, vnet_tun)
#define VNET_TUN(sym) VSYM(vnet_tun, sym)
${accessors}${more}`;
}
