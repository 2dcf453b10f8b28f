#include <sys/param.h>
#include <sys/queue.h>
#include <net/vnet.h>

TAILQ_HEAD(fix_tailq, ifnet);
STAILQ_HEAD(fix_stailq, ifnet);
LIST_HEAD(fix_list, ifnet);
struct fix_ring {
	struct fix_ring	*next;
	int		*count;
};

VNET_DEFINE_STATIC(struct fix_tailq, fix_a) = TAILQ_HEAD_INITIALIZER(VNET_NAME(fix_a));
//                                                                   ^^^^^^^^^^^^^^^^ initializer-own-address
VNET_DEFINE(struct fix_stailq, fix_b) =
    STAILQ_HEAD_INITIALIZER(V_fix_b);
//                          ^^^^^^^ initializer-own-address
#define	V_fix_b VNET(fix_b)
VNET_DEFINE(struct fix_tailq, fix_c) = TAILQ_HEAD_INITIALIZER(fix_c);
//                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ initializer-own-address
VNET_DEFINE_STATIC(struct fix_ring, fix_ring) = { .next = &VNET_NAME(fix_ring) };
//                                                        ^^^^^^^^^^^^^^^^^^^^ initializer-own-address

/* What a macro hides is seen too. */
#define	FIX_RING_INITIALIZER { &VNET_NAME(fix_hidden), NULL }
VNET_DEFINE_STATIC(struct fix_ring, fix_hidden) = FIX_RING_INITIALIZER;
//                                  ^^^^^^^^^^ initializer-own-address
DPCPU_DEFINE_STATIC(struct fix_ring, fix_percpu) = { &DPCPU_NAME(fix_percpu), NULL };
//                                                   ^^^^^^^^^^^^^^^^^^^^^^^ initializer-own-address

/* Near misses: heads without a pointer to themselves, sizes, other globals, and what is not compiled with VIMAGE. */
VNET_DEFINE_STATIC(struct fix_list, fix_l) = LIST_HEAD_INITIALIZER(fix_l);
VNET_DEFINE_STATIC(struct fix_list, fix_m) = { NULL };
VNET_DEFINE_STATIC(int, fix_size) = sizeof(VNET_NAME(fix_size));
static int fix_plain;
VNET_DEFINE_STATIC(struct fix_ring, fix_other) = { NULL, &fix_plain };
#ifndef VIMAGE
VNET_DEFINE_STATIC(struct fix_tailq, fix_novimage) = TAILQ_HEAD_INITIALIZER(VNET_NAME(fix_novimage));
#endif
/* VNET_DEFINE(struct fix_tailq, fix_comment) = TAILQ_HEAD_INITIALIZER(VNET_NAME(fix_comment)); */
static struct fix_tailq fix_global = TAILQ_HEAD_INITIALIZER(fix_global);
