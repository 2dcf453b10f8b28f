/**
 * Constructors and destructors of one source. What a destroyed vnet leaves is taken on lines that end in `// leak`;
 * lines that end in `// unknown` take what may be left.
 */
export interface LeakCase {
  readonly name: string;
  readonly text: string;
  /** Functions that are not run to their end. */
  readonly notRun?: readonly string[];
}

const VNET = `VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
VNET_SYSUNINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_fini, NULL);
`;
const POINTER = 'VNET_DEFINE_STATIC(void *, one);\n#define V_one VNET(one)\n';

export const LEAK_CASES: readonly LeakCase[] = [
  {
    name: 'memory that the destructor frees',
    text: `${POINTER}static void one_init(void *a) { V_one = malloc(10, M_ONE, M_WAITOK); }
static void one_fini(void *a) { free(V_one, M_ONE); }
${VNET}`,
  },
  {
    name: 'memory that nothing frees',
    text: `${POINTER}static void one_init(void *a)
{
	V_one = malloc(10, M_ONE, M_WAITOK); // leak
}
static void one_fini(void *a) { V_one = NULL; }
${VNET}`,
  },
  {
    name: 'one of two',
    text: `VNET_DEFINE_STATIC(void *, one[2]);
#define V_one VNET(one)
static void one_init(void *a)
{
	V_one[0] = malloc(10, M_ONE, M_WAITOK);
	V_one[1] = malloc(10, M_ONE, M_WAITOK); // leak
}
static void one_fini(void *a) { free(V_one[0], M_ONE); }
${VNET}`,
  },
  {
    name: 'memory behind memory that is freed',
    text: `struct two { void *t_inside; };
VNET_DEFINE_STATIC(struct two *, one);
#define V_one VNET(one)
static void one_init(void *a)
{
	V_one = malloc(sizeof(*V_one), M_ONE, M_WAITOK | M_ZERO);
	V_one->t_inside = malloc(10, M_ONE, M_WAITOK); // leak
}
static void one_fini(void *a) { free(V_one, M_ONE); }
${VNET}`,
  },
  {
    name: 'helpers take and free',
    text: `${POINTER}static void *get(void) { return (malloc(10, M_ONE, M_WAITOK)); }
static void put(void **p) { if (*p == NULL) return; free(*p, M_ONE); *p = NULL; }
static void one_init(void *a) { V_one = get(); }
static void one_fini(void *a) { put(&V_one); put(&V_one); }
${VNET}`,
  },
  {
    name: 'a helper takes what nobody frees',
    text: `${POINTER}static void *get(void)
{
	return (malloc(10, M_ONE, M_WAITOK)); // leak
}
static void one_init(void *a) { V_one = get(); }
static void one_fini(void *a) { }
${VNET}`,
  },
  {
    name: 'a list is emptied',
    text: `struct node { LIST_ENTRY(node) n_next; };
LIST_HEAD(nodes, node);
VNET_DEFINE_STATIC(struct nodes, one);
#define V_one VNET(one)
static void add(void) { struct node *n = malloc(sizeof(*n), M_ONE, M_WAITOK | M_ZERO); LIST_INSERT_HEAD(&V_one, n, n_next); }
static void one_init(void *a) { LIST_INIT(&V_one); add(); add(); add(); }
static void one_fini(void *a) { struct node *n; while ((n = LIST_FIRST(&V_one)) != NULL) { LIST_REMOVE(n, n_next); free(n, M_ONE); } }
${VNET}`,
  },
  {
    name: 'all of a list but one',
    text: `struct node { LIST_ENTRY(node) n_next; };
LIST_HEAD(nodes, node);
VNET_DEFINE_STATIC(struct nodes, one);
#define V_one VNET(one)
static void add(void)
{
	struct node *n = malloc(sizeof(*n), M_ONE, M_WAITOK | M_ZERO); // leak
	LIST_INSERT_HEAD(&V_one, n, n_next);
}
static void one_init(void *a) { LIST_INIT(&V_one); add(); add(); add(); }
static void one_fini(void *a) { struct node *n; while ((n = LIST_FIRST(&V_one)) != NULL && LIST_NEXT(n, n_next) != NULL) { LIST_REMOVE(n, n_next); free(n, M_ONE); } }
${VNET}`,
  },
  {
    name: 'a zone is destroyed with its items freed',
    text: `VNET_DEFINE_STATIC(uma_zone_t, zone);
#define V_zone VNET(zone)
${POINTER}static void one_init(void *a) { V_zone = uma_zcreate("ones", 32, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0); V_one = uma_zalloc(V_zone, M_WAITOK); }
static void one_fini(void *a) { uma_zfree(V_zone, V_one); uma_zdestroy(V_zone); }
${VNET}`,
  },
  {
    name: 'a zone is left, or an item in a zone',
    text: `VNET_DEFINE_STATIC(uma_zone_t, zone);
VNET_DEFINE_STATIC(uma_zone_t, other);
#define V_zone VNET(zone)
#define V_other VNET(other)
${POINTER}static void one_init(void *a)
{
	V_zone = uma_zcreate("ones", 32, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0); // leak
	V_other = uma_zcreate("others", 32, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
	V_one = uma_zalloc(V_other, M_WAITOK); // leak
}
static void one_fini(void *a) { uma_zdestroy(V_other); }
${VNET}`,
  },
  {
    name: 'a callout is drained, another is not',
    text: `VNET_DEFINE_STATIC(struct callout, good);
VNET_DEFINE_STATIC(struct callout, bad);
#define V_good VNET(good)
#define V_bad VNET(bad)
static void tick(void *a) { }
static void one_init(void *a)
{
	callout_reset_on(&V_good, 10, tick, NULL, 0);
	callout_reset_on(&V_bad, 10, tick, NULL, 0); // leak
}
static void one_fini(void *a) { _callout_stop_safe(&V_good, 1, NULL); }
${VNET}`,
  },
  {
    name: 'an event handler is taken off, another is not',
    text: `${POINTER}void *eventhandler_register(void *list, const char *name, void *func, void *arg, int priority);
void eventhandler_deregister(void *list, void *tag);
static void on(void *a) { }
static void one_init(void *a)
{
	V_one = eventhandler_register(NULL, "good", on, NULL, 0);
	eventhandler_register(NULL, "bad", on, NULL, 0); // leak
}
static void one_fini(void *a) { eventhandler_deregister(NULL, V_one); }
${VNET}`,
  },
  {
    name: 'epoch(9) frees when its readers have left',
    text: `${POINTER}void epoch_call(void *epoch, void (*func)(void *), void *context);
static void later(void *p) { free(p, M_ONE); }
static void one_init(void *a) { V_one = malloc(10, M_ONE, M_WAITOK); }
static void one_fini(void *a) { epoch_call(NULL, later, V_one); }
${VNET}`,
  },
  {
    name: 'a thread may free it later',
    text: `${POINTER}int kthread_add(void (*)(void *), void *, void *, void *, int, int, const char *, ...);
static void *queue;
static void worker(void *a) { free(queue, M_ONE); }
static void one_init(void *a)
{
	V_one = malloc(10, M_ONE, M_WAITOK); // unknown
	malloc(10, M_TWO, M_WAITOK); // leak
}
static void one_fini(void *a) { queue = V_one; kthread_add(worker, NULL, NULL, NULL, 0, 0, "worker"); }
${VNET}`,
  },
  {
    name: 'it is freed on a condition that is known',
    text: `${POINTER}static int keeps;
VNET_DEFINE_STATIC(int, count) = 2;
#define V_count VNET(count)
static void one_init(void *a) { V_one = malloc(10, M_ONE, M_WAITOK); V_count--; }
static void one_fini(void *a) { if (!keeps && V_count == 1) free(V_one, M_ONE); }
${VNET}`,
  },
  {
    name: 'it is freed on a condition that is not known',
    text: `${POINTER}uint32_t arc4random(void);
static void one_init(void *a)
{
	V_one = malloc(10, M_ONE, M_WAITOK); // unknown
}
static void one_fini(void *a) { if (arc4random() & 1) free(V_one, M_ONE); }
${VNET}`,
  },
  {
    name: 'it is taken on a condition that is not known',
    text: `${POINTER}uint32_t arc4random(void);
static void one_init(void *a)
{
	if (arc4random() & 1)
		return;
	V_one = malloc(10, M_ONE, M_WAITOK); // unknown
}
static void one_fini(void *a) { }
${VNET}`,
  },
  {
    name: 'code that is not followed may free it',
    notRun: ['one_fini'],
    text: `${POINTER}void elsewhere(void *);
static void one_init(void *a)
{
	V_one = malloc(10, M_ONE, M_WAITOK); // unknown
	malloc(10, M_TWO, M_WAITOK); // leak
}
static void one_fini(void *a) { elsewhere(V_one); }
${VNET}`,
  },
  {
    name: 'what is freed is not known: memory of its type is in doubt, and no other',
    text: `VNET_DEFINE_STATIC(void *, one[2]);
#define V_one VNET(one)
uint32_t arc4random(void);
static void one_init(void *a)
{
	V_one[0] = malloc(10, M_ONE, M_WAITOK); // unknown
	V_one[1] = malloc(10, M_TWO, M_WAITOK); // leak
}
static void one_fini(void *a) { free(V_one[arc4random() & 1], M_ONE); }
${VNET}`,
  },
  {
    name: 'the first vnet takes it for all',
    text: `static void *shared;
static void one_init(void *a) { if (shared == NULL) shared = malloc(10, M_ONE, M_WAITOK); }
static void one_fini(void *a) { }
${VNET}`,
  },
  {
    name: 'each vnet adds to a list of the kernel',
    text: `struct node { LIST_ENTRY(node) n_next; };
static LIST_HEAD(, node) all = LIST_HEAD_INITIALIZER(all);
static void one_init(void *a)
{
	struct node *n = malloc(sizeof(*n), M_ONE, M_WAITOK | M_ZERO); // leak
	LIST_INSERT_HEAD(&all, n, n_next);
}
static void one_fini(void *a) { }
${VNET}`,
  },
  {
    name: 'only vnet0 takes it',
    text: `static void *shared;
static void one_init(void *a) { if (IS_DEFAULT_VNET(curvnet)) shared = malloc(10, M_ONE, M_WAITOK); }
static void one_fini(void *a) { }
${VNET}`,
  },
  {
    name: 'a destructor takes what it does not free',
    text: `static void one_init(void *a) { }
static void one_fini(void *a)
{
	malloc(10, M_ONE, M_WAITOK); // leak
}
${VNET}`,
  },
];

/** What every case begins with. */
export const LEAK_HEAD = `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/malloc.h>
#include <sys/module.h>
#include <sys/queue.h>
#include <net/vnet.h>
VNET_DEFINE(int, a);
typedef struct uma_zone *uma_zone_t;
#define UMA_ALIGN_PTR 7
uma_zone_t uma_zcreate(const char *, size_t, void *, void *, void *, void *, int, uint32_t);
void uma_zdestroy(uma_zone_t);
void *uma_zalloc(uma_zone_t, int);
void uma_zfree(uma_zone_t, void *);
MALLOC_DEFINE(M_ONE, "one", "memory of one kind");
MALLOC_DEFINE(M_TWO, "two", "memory of another");
int callout_reset_on(struct callout *, int, void (*)(void *), void *, int);
int _callout_stop_safe(struct callout *, int, void *);
`;
