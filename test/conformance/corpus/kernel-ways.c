/* Shapes that FreeBSD's headers are full of, written anew: queues, locks, counters, addresses, per-vnet statistics. */
typedef unsigned char u_char;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __INT64_TYPE__ time_t;
typedef __SIZE_TYPE__ size_t;
typedef uint64_t *counter_u64_t;
#define LIST_HEAD(name, type) struct name { struct type *m_first; }
#define LIST_ENTRY(type) struct { struct type *m_next; struct type **m_prev; }
#define TAILQ_HEAD(name, type) struct name { struct type *m_first; struct type **m_last; }
#define __packed __attribute__((__packed__))
#define __aligned(x) __attribute__((__aligned__(x)))
#define CACHE_LINE_SIZE (1 << 6)
struct lock_way { const char *m_name; u_int m_flags; u_int m_data; void *m_witness; };
struct mutex_way { struct lock_way m_object; volatile __UINTPTR_TYPE__ m_lock; };
struct mutex_padalign { struct lock_way m_object; volatile __UINTPTR_TYPE__ m_lock; } __aligned(CACHE_LINE_SIZE);
LIST_HEAD(heads, item);
struct item { LIST_ENTRY(item) m_list; struct mutex_way m_mtx; TAILQ_HEAD(, item) m_queue; };
struct in_addr_way { uint32_t m_addr; };
struct in6_addr_way { union { uint8_t m8[16]; uint16_t m16[8]; uint32_t m32[4]; } m_u; };
struct sockaddr_in_way { uint8_t m_len; u_char m_family; uint16_t m_port; struct in_addr_way m_addr; char m_zero[8]; };
struct sockaddr_storage_way { u_char m_len; u_char m_family; char m_pad1[sizeof(uint64_t) - sizeof(u_char) - sizeof(u_char)]; uint64_t m_align; char m_pad2[128 - sizeof(u_char) - sizeof(u_char) - 6 - sizeof(uint64_t)]; };
struct ether_way { uint8_t m_to[6]; uint8_t m_from[6]; uint16_t m_type; } __packed;
struct stat_way { uint64_t m0, m1, m2; uint64_t m3[32]; };
struct percpu_way { counter_u64_t m[sizeof(struct stat_way) / sizeof(uint64_t)]; };
struct callout_way { union { LIST_ENTRY(callout_way) m_le; struct { struct callout_way *m_sle; } m_s; TAILQ_HEAD(, callout_way) m_tqe; } m_links; __INT64_TYPE__ m_time; __INT64_TYPE__ m_precision; void *m_arg; void (*m_func)(void *); struct lock_way *m_lock; short m_flags; short m_iflags; volatile int m_cpu; };
struct timeval_way { time_t m_sec; long m_usec; };
struct route_way { struct item *m_item; char *m_prepend; uint16_t m_plen, m_flags, m_mtu, m_spare; struct sockaddr_in_way m_dst; };
struct vnet_way { LIST_ENTRY(vnet_way) m_le; u_int m_magic; u_int m_ifcnt; u_int m_sockcnt; u_int m_state; void *m_mem; __UINTPTR_TYPE__ m_base; _Bool m_shutdown; } __aligned(CACHE_LINE_SIZE);
struct options_way { u_int m_len : 4, m_kind : 4; uint8_t m_data[40]; struct { u_int m_a : 1, m_b : 1, : 14, m_c : 16; } m_flags; };
union double_way { struct { uint32_t m_high, m_low; } m_words; double m_value; } __packed;
struct modspace_way { char m_space[8 * 4096] __aligned(__alignof(void *)); };
