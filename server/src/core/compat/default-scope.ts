import type { Scope } from './baseline.ts';

/** Constants that are compiled into programs and modules. ioctl commands are always included, whatever their names. */
const NUMBERS = [
  // sys/socket.h, netinet/in.h, netinet6/in6.h: socket(2), setsockopt(2).
  'AF_*',
  'SOCK_*',
  'SO_*',
  'SOL_*',
  'MSG_*',
  'IPPROTO_*',
  'IP_*',
  'IPV6_*',
  'TCP_NO*',
  'TCP_MAXSEG',
  'TCP_INFO',
  'TCP_CONGESTION',
  'TCP_FUNCTION_BLK',
  'TCP_KEEP*',
  'TCP_FASTOPEN',
  'TCP_MD5SIG',
  'UDP_ENCAP*',
  // net/route.h, net/if_types.h, net/if.h: route(4), if_data.
  'RTM_*',
  'RTA_*',
  'RTAX_*',
  'RTF_*',
  'RTV_*',
  'IFT_*',
  'IFF_*',
  'IFCAP_*',
  'IFNAMSIZ',
  // net/pfkeyv2.h, netipsec/ipsec.h: PF_KEY.
  'SADB_*',
  'PF_KEY_V2',
  'IPSEC_*',
  // net/vnet.h: libkvm compares it (lib/libkvm/kvm_vnet.c).
  'VNET_MAGIC_N',
];

/** What is saved when nothing is asked for. */
export const DEFAULT_SCOPE: Scope = { records: [], constants: NUMBERS, modules: [] };
