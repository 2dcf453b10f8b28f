#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/queue.h>
#include <net/vnet.h>

struct fx_entry {
	LIST_ENTRY(fx_entry) fx_link;
	LIST_ENTRY(fx_entry) fx_elink;
	TAILQ_ENTRY(fx_entry) fx_next;
};

VNET_DEFINE_STATIC(LIST_HEAD(, fx_entry), fx_kept);
VNET_DEFINE_STATIC(LIST_HEAD(, fx_entry), fx_walked);
VNET_DEFINE_STATIC(LIST_HEAD(, fx_entry), fx_expired);
VNET_DEFINE_STATIC(LIST_HEAD(, fx_entry), fx_lent);
VNET_DEFINE_STATIC(TAILQ_HEAD(, fx_entry), fx_queue);
#define	V_fx_kept	VNET(fx_kept)
#define	V_fx_walked	VNET(fx_walked)
#define	V_fx_expired	VNET(fx_expired)
#define	V_fx_lent	VNET(fx_lent)
#define	V_fx_queue	VNET(fx_queue)

void fx_add(struct fx_entry *lent);
void
fx_add(struct fx_entry *lent)
{
	struct fx_entry *e, *f, *g, *h;

	e = malloc(sizeof(*e), M_TEMP, M_WAITOK);
	LIST_INSERT_HEAD(&V_fx_kept, e, fx_link);
//	^^^^^^^^^^^^^^^^ list-entries-leak
	f = malloc(sizeof(*f), M_TEMP, M_WAITOK);
	LIST_INSERT_HEAD(&V_fx_walked, f, fx_link);
	g = (struct fx_entry *)malloc(sizeof(*g), M_TEMP, M_WAITOK);
	LIST_INSERT_HEAD(&V_fx_expired, g, fx_elink);
	h = uma_zalloc(fx_zone, M_WAITOK);
	TAILQ_INSERT_TAIL(&V_fx_queue, h, fx_next);
//	^^^^^^^^^^^^^^^^^ list-entries-leak
	/* Who calls has it. */
	LIST_INSERT_HEAD(&V_fx_lent, lent, fx_link);
}

static void
fx_gone(struct fx_entry *e)
{
	free(e, M_TEMP);
}

/* Who frees them may have done so before the vnet goes. */
void fx_expire(void);
void
fx_expire(void)
{
	struct fx_entry *e;

	while ((e = LIST_FIRST(&V_fx_expired)) != NULL) {
		LIST_REMOVE(e, fx_elink);
		fx_gone(e);
	}
}

static void
fx_init(const void *unused)
{
	TAILQ_INIT(&V_fx_queue);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);

static void
fx_uninit(const void *unused)
{
	struct fx_entry *e;

	LIST_FOREACH(e, &V_fx_walked, fx_link)
		printf("%p\n", e);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);
