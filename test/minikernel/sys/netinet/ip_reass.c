/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: IPv4 fragments on their way to becoming packets.
 */

#include "opt_inet.h"

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/eventhandler.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/mutex.h>
#include <sys/sysctl.h>
#include <vm/uma.h>

#include <net/vnet.h>
#include <net/if_var.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>

#define	FRAG_BUCKETS	16
#define	FRAG_SECONDS	30

struct fragq {
	TAILQ_ENTRY(fragq) fq_next;
	u_char		 fq_ttl;
	u_char		 fq_p;
	u_short		 fq_id;
	struct in_addr	 fq_src, fq_dst;
	struct mbuf	*fq_frags;
	int		 fq_bytes;
};

/* A bucket has a cache line, or several, of its own. */
struct frag_bucket {
	struct mtx		 lock;
	TAILQ_HEAD(fragqhead, fragq) head;
	int			 count;
} __aligned(CACHE_LINE_SIZE);

VNET_DEFINE_STATIC(struct frag_bucket, ipq[FRAG_BUCKETS]);
#define	V_ipq			VNET(ipq)
VNET_DEFINE_STATIC(uma_zone_t, frag_zone);
#define	V_frag_zone		VNET(frag_zone)
VNET_DEFINE_STATIC(uint32_t, frag_seed);
#define	V_frag_seed		VNET(frag_seed)
VNET_DEFINE_STATIC(int, frag_perbucket) = 16;
#define	V_frag_perbucket	VNET(frag_perbucket)
VNET_DEFINE_STATIC(volatile u_int, frag_count) = 0;
#define	V_frag_count		VNET(frag_count)

SYSCTL_INT(_net_inet_ip, OID_AUTO, fragsperbucket, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(frag_perbucket), 0, "incomplete packets per bucket");
SYSCTL_UINT(_net_inet_ip, OID_AUTO, curfrags, CTLFLAG_RD | CTLFLAG_VNET,
    __DECONST(u_int *, &VNET_NAME(frag_count)), 0, "fragments held");

/* One clock for all vnets. */
static struct callout frag_clock;

static void
frag_drop(struct frag_bucket *bucket, struct fragq *fp)
{

	mtx_assert(&bucket->lock, MA_OWNED);
	TAILQ_REMOVE(&bucket->head, fp, fq_next);
	bucket->count--;
	atomic_subtract_int(&V_frag_count, 1);
	m_freem(fp->fq_frags);
	uma_zfree(V_frag_zone, fp);
}

struct mbuf *
ip_reass(struct mbuf *m)
{
	struct ip *ip = mtod(m, struct ip *);
	struct frag_bucket *bucket;
	struct fragq *fp;
	struct mbuf *whole = NULL;
	u_int hash;

	hash = (ip->ip_src.s_addr ^ ip->ip_id ^ V_frag_seed) %
	    FRAG_BUCKETS;
	bucket = &V_ipq[hash];
	mtx_lock(&bucket->lock);
	TAILQ_FOREACH(fp, &bucket->head, fq_next)
		if (fp->fq_id == ip->ip_id &&
		    fp->fq_src.s_addr == ip->ip_src.s_addr)
			break;
	if (fp == NULL) {
		if (bucket->count >= V_frag_perbucket ||
		    (fp = uma_zalloc(V_frag_zone, M_NOWAIT | M_ZERO)) == NULL) {
			mtx_unlock(&bucket->lock);
			m_freem(m);
			return (NULL);
		}
		fp->fq_id = ip->ip_id;
		fp->fq_src = ip->ip_src;
		fp->fq_ttl = FRAG_SECONDS;
		TAILQ_INSERT_TAIL(&bucket->head, fp, fq_next);
		bucket->count++;
		atomic_add_int(&V_frag_count, 1);
	}
	m->m_next = fp->fq_frags;
	fp->fq_frags = m;
	fp->fq_bytes += ntohs(ip->ip_len);
	if ((ntohs(ip->ip_off) & IP_MF) == 0) {
		whole = fp->fq_frags;
		fp->fq_frags = NULL;
		frag_drop(bucket, fp);
	}
	mtx_unlock(&bucket->lock);
	return (whole);
}

static void
frag_tick_vnet(void)
{
	struct frag_bucket *bucket;
	struct fragq *fp, *after;

	for (bucket = V_ipq; bucket < &V_ipq[FRAG_BUCKETS]; bucket++) {
		mtx_lock(&bucket->lock);
		TAILQ_FOREACH_SAFE(fp, &bucket->head, fq_next, after)
			if (--fp->fq_ttl == 0)
				frag_drop(bucket, fp);
		mtx_unlock(&bucket->lock);
	}
}

static void
frag_tick(void *arg __unused)
{
	VNET_ITERATOR_DECL(each);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(each) {
		CURVNET_SET(each);
		frag_tick_vnet();
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
	callout_reset(&frag_clock, hz, frag_tick, NULL);
}

static void
frag_init(const void *unused __unused)
{

	callout_init(&frag_clock, 1);
	callout_reset(&frag_clock, hz, frag_tick, NULL);
}
SYSINIT(ipreass, SI_SUB_VNET_DONE, SI_ORDER_ANY, frag_init, NULL);

static void
frag_vnet_init(const void *unused __unused)
{

	V_frag_seed = arc4random();
	V_frag_zone = uma_zcreate("ipq", sizeof(struct fragq), UMA_ALIGN_PTR);
	for (int i = 0; i < FRAG_BUCKETS; i++) {
		TAILQ_INIT(&V_ipq[i].head);
		mtx_init(&V_ipq[i].lock, "ipq bucket", NULL, MTX_DEF);
	}
}
VNET_SYSINIT(frag_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST,
    frag_vnet_init, NULL);

static void
frag_vnet_fini(const void *unused __unused)
{
	struct fragq *fp, *after;

	for (int i = 0; i < FRAG_BUCKETS; i++) {
		mtx_lock(&V_ipq[i].lock);
		TAILQ_FOREACH_SAFE(fp, &V_ipq[i].head, fq_next, after)
			frag_drop(&V_ipq[i], fp);
		mtx_unlock(&V_ipq[i].lock);
		mtx_destroy(&V_ipq[i].lock);
	}
	uma_zdestroy(V_frag_zone);
}
VNET_SYSUNINIT(frag_vnet_fini, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST,
    frag_vnet_fini, NULL);
