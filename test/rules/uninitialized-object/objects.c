#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/queue.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <sys/callout.h>
#include <net/vnet.h>

struct fix_entry {
	TAILQ_ENTRY(fix_entry)	next;
};
TAILQ_HEAD(fix_tailq, fix_entry);
LIST_HEAD(fix_list, fix_entry);

VNET_DEFINE_STATIC(struct mtx, fix_mtx);
//                             ^^^^^^^ uninitialized-object
#define	V_fix_mtx VNET(fix_mtx)
VNET_DEFINE_STATIC(struct callout, fix_callout);
//                                 ^^^^^^^^^^^ uninitialized-object
#define	V_fix_callout VNET(fix_callout)
VNET_DEFINE_STATIC(struct fix_tailq, fix_queue);
//                                   ^^^^^^^^^ uninitialized-object
#define	V_fix_queue VNET(fix_queue)
DPCPU_DEFINE_STATIC(struct mtx, fix_cpu);
//                              ^^^^^^^ uninitialized-object

/* Near misses: set up here, by a macro, by a function that gets its address; never used; heads, and uses of heads, that zeros do for. */
VNET_DEFINE_STATIC(struct mtx, fix_good);
#define	V_fix_good VNET(fix_good)
DPCPU_DEFINE_STATIC(struct mtx, fix_cpu_good);
DPCPU_DEFINE_STATIC(struct mtx, fix_cpu_taken);
VNET_DEFINE_STATIC(struct mtx, fix_macro);
#define	V_fix_macro VNET(fix_macro)
#define	FIX_MACRO_INIT() mtx_init(&V_fix_macro, "fix", NULL, MTX_DEF)
VNET_DEFINE_STATIC(struct mtx, fix_given);
#define	V_fix_given VNET(fix_given)
VNET_DEFINE_STATIC(struct fix_list, fix_list);
#define	V_fix_list VNET(fix_list)
VNET_DEFINE_STATIC(struct mtx, fix_never);
#define	V_fix_never VNET(fix_never)
VNET_DEFINE_STATIC(struct fix_tailq, fix_assigned);
#define	V_fix_assigned VNET(fix_assigned)
VNET_DEFINE_STATIC(struct fix_tailq, fix_front);
#define	V_fix_front VNET(fix_front)
void fix_prepare(void *);
void fix_work(struct fix_entry *);

void
fix_work(struct fix_entry *e)
{

	mtx_init(&V_fix_good, "fix", NULL, MTX_DEF);
	FIX_MACRO_INIT();
	fix_prepare(&V_fix_given);
	V_fix_assigned.tqh_first = NULL;
	struct mtx *taken = DPCPU_PTR(fix_cpu_taken);

	mtx_init(DPCPU_ID_PTR(1, fix_cpu_good), "fix", NULL, MTX_DEF);
	mtx_lock(DPCPU_PTR(fix_cpu));
	mtx_lock(DPCPU_PTR(fix_cpu_good));
	mtx_lock(taken);
	mtx_lock(DPCPU_PTR(fix_cpu_taken));
	mtx_lock(&V_fix_mtx);
	mtx_lock(&V_fix_good);
	mtx_lock(&V_fix_macro);
	mtx_lock(&V_fix_given);
	callout_stop(&V_fix_callout);
	TAILQ_INSERT_TAIL(&V_fix_queue, e, next);
	TAILQ_INSERT_TAIL(&V_fix_assigned, e, next);
	TAILQ_INSERT_HEAD(&V_fix_front, e, next);
	TAILQ_REMOVE(&V_fix_front, e, next);
	(void)LIST_FIRST(&V_fix_list);
	mtx_unlock(&V_fix_mtx);
}
