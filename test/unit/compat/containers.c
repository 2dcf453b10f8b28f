/*
 * Three containers of 8-CURRENT in early 2009 (vnet_net, vnet_inet6, vnet_ipsec), modelled for their sizes: our own
 * declarations, with members of the kinds and in the order that the kernel's had, neighbours of one kind counted
 * together. TIME_T is the machine's time_t, FIBS the number of routing tables (1; LINT 16).
 */
typedef unsigned char byte;
typedef unsigned short half;
typedef unsigned int word;
typedef unsigned long long wide;
typedef void *ptr;
typedef TIME_T time;

struct two { ptr a, b; };
struct callout { union { ptr one; struct two both; } link; int ticks; ptr argument, function, lock; int flags, cpu; };
struct sockaddr6 { byte length, family; half port; word flow; byte address[16]; word scope; };
struct route6 { ptr entry; struct sockaddr6 destination; };
struct hop { ptr address; struct route6 route; };
struct options6 { ptr m; int hlim; ptr pktinfo; struct hop next; ptr hbh, dest1; struct hop routing; ptr dest2; int class, mtu, prefer, flags; };
struct fragments6 { ptr down, up; word ident; byte next, ecn, ttl, source[16], destination[16]; ptr forward, back; int unfragmented; byte count; ptr label; };
struct policy6 { struct sockaddr6 address, mask; int precedence, label; wide used; };

struct vnet_net {
	int index; ptr index_table; struct two interfaces, groups; int limit;
	struct { ptr list, lock, unlock, locked, argument; } notes;
	struct { short counters[5]; } route_statistics;
	ptr tables[FIBS][39];
	int trash; ptr loopback, loopbacks, raw; int ipfw;
};

struct vnet_inet6 {
	ptr addresses; word packets, fragments; struct fragments6 queue; struct route6 forward; struct policy6 policy; struct two policies; word mtu; int settings[4];
	struct { wide n[414]; } ip; struct { wide n[7]; } raw; struct { wide n[541]; } icmp;
	int timeout; struct callout callouts[5]; int used, allocated; struct two routers; ptr prefixes, interface; int interface_index;
	struct { word id[16]; } scope; struct two dad; int dad_started, errors; struct { time seconds; long microseconds; } last_error;
	int more[17]; time last_log; int onlink, pmtu[2]; unsigned long space[2]; int icmp_settings[12], nd[17], multicast[3], regenerate, zone; struct options6 options;
};

struct sockaddr_any { byte length, family; half port; word rest[6]; };
struct selector { byte direction; struct sockaddr_any from, to; byte from_bits, to_bits; half protocol; };
struct mutex { ptr name; word flags, data; ptr witness; unsigned long owner; };
struct security { struct two chain; struct mutex lock; word references; struct selector selector; word id, state; half kind, generation; ptr request; time created, used; long lifetime, valid; };
struct ipsec_statistics { wide wides[1556]; word words[14]; };

struct vnet_ipsec {
	int debug; struct ipsec_statistics ip4; struct security standard; int levels[8], checks[3]; word keys[7]; int acquire[3]; word sequence; int esp_enabled;
	struct { word before[14]; wide bytes[2]; word after[4], histogram[256]; } esp; int esp_settings[5];
	struct { word before[4]; wide bytes[2]; word after[4]; } ipip;
	struct ipsec_statistics ip6; int levels6[5], ah_settings[2];
	struct { word before[13]; wide bytes[2]; word after[4], histogram[16]; } ah; int ipcomp_enabled;
	struct { word before[10]; wide bytes[2]; word after[3], histogram[8]; } ipcomp;
	struct { wide n[530]; } pfkey; struct { int keys, others; } sockets;
	ptr policies[3], associations, registered[13], acquires, spacqs;
};
