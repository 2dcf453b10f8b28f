import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { runC } from '../../kit/run-c.ts';

// sys/_eventhandler.h and sys/eventhandler.h, as far as EVENTHANDLER_INVOKE needs them; the order of what is called is
// eventhandler_register_internal()'s: by priority, equal ones as they came (kern/subr_eventhandler.c).
const HEAD = `
#define NULL ((void *)0)
struct eventhandler_entry { struct { struct eventhandler_entry *tqe_next; struct eventhandler_entry **tqe_prev; } ee_link; int ee_priority; void *ee_arg; };
typedef struct eventhandler_entry *eventhandler_tag;
struct eventhandler_list { char *el_name; int el_flags; unsigned el_runcount; struct { struct eventhandler_entry *tqh_first; struct eventhandler_entry **tqh_last; } el_entries; };
eventhandler_tag eventhandler_register(struct eventhandler_list *, const char *, void *, void *, int);
void eventhandler_deregister(struct eventhandler_list *, eventhandler_tag);
struct eventhandler_list *eventhandler_find_list(const char *);
struct came { struct eventhandler_entry ee; void (*eh_func)(void *, int); };
int result;
static int two = 2;
static void first(void *arg, int by) { result = result * 10 + *(int *)arg + by; }
static void second(void *arg, int by) { result = result * 10 + 5; }
static void invoke(const char *name, int by) {
	struct eventhandler_list *el;
	struct eventhandler_entry *ep;
	if ((el = eventhandler_find_list(name)) == NULL)
		return;
	for (ep = el->el_entries.tqh_first; ep != NULL; ep = ep->ee_link.tqe_next)
		((struct came *)ep)->eh_func(ep->ee_arg, by);
}
int unknown(void);
`;

describe('eventhandler(9)', () => {
  for (const [name, code, expected] of [
    [
      'handlers run by priority, with their argument',
      'eventhandler_register(NULL, "up", second, NULL, 20); eventhandler_register(NULL, "up", first, &two, 10); invoke("up", 1);',
      35,
    ],
    [
      'equal ones as they came',
      'eventhandler_register(NULL, "up", second, NULL, 0); eventhandler_register(NULL, "up", first, &two, 0); invoke("up", 1);',
      53,
    ],
    ['another event calls nobody', 'eventhandler_register(NULL, "up", second, NULL, 0); invoke("down", 1);', 0],
    [
      'one that is taken off is not called',
      'eventhandler_tag t = eventhandler_register(NULL, "up", second, NULL, 0); eventhandler_deregister(NULL, t); invoke("up", 1);',
      0,
    ],
  ] as const)
    test(name, () => {
      assert.equal(runC(`${HEAD}void run(void) { ${code} }`).result, expected);
    });

  // EVENTHANDLER_LIST_DEFINE() and EVENTHANDLER_DIRECT_INVOKE() of sys/eventhandler.h.
  for (const [name, code, expected] of [
    ['a list that a variable holds', 'eventhandler_register(NULL, "up", second, NULL, 0); direct(1);', 5],
    ['an empty one', 'direct(1);', 0],
    ['one that another event fills', 'eventhandler_register(NULL, "down", second, NULL, 0); direct(1);', 0],
    [
      'handlers by priority',
      'eventhandler_register(NULL, "up", second, NULL, 20); eventhandler_register(NULL, "up", first, &two, 10); direct(1);',
      35,
    ],
  ] as const)
    test(name, () => {
      const direct = `struct eventhandler_list *eventhandler_create_list(const char *);
struct eventhandler_list *_eventhandler_list_up;
static void direct(int by) {
	struct eventhandler_list *el = _eventhandler_list_up;
	struct eventhandler_entry *ep;
	for (ep = el->el_entries.tqh_first; ep != NULL; ep = ep->ee_link.tqe_next)
		((struct came *)ep)->eh_func(ep->ee_arg, by);
}
`;
      assert.equal(
        runC(`${HEAD}${direct}void run(void) { _eventhandler_list_up = eventhandler_create_list("up"); ${code} }`)
          .result,
        expected,
      );
    });

  // What invoke() could write, which is given up, is what its text assigns.
  test('one that may be registered is not counted on', () => {
    const { result } = runC(
      `${HEAD}void run(void) { if (unknown()) eventhandler_register(NULL, "up", second, NULL, 0); invoke("up", 1); result += 0; }`,
      { writes: { invoke: ['result'] } },
    );
    assert.equal(typeof result, 'string');
  });
});
