// vnet_destroy() runs the destructors: what they leave of the kernel's own variables is what later vnets find.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { LEAK_HEAD } from '../../kit/leak-cases.ts';
import { workspaceOf } from '../../kit/tiny-workspace.ts';

/** What is shown, or why the scenario fails. */
function run(text: string, scenario: string): string {
  const simulation = Simulation.open(workspaceOf({ sources: { 'sys/net/a.c': `${LEAK_HEAD}${text}` } }));
  assert.ok(!('failure' in simulation));
  const shown: string[] = [];
  const { errors, failure } = simulation.run(scenario, (event) => {
    if (event.kind === 'shown') shown.push(event.lines[0] ?? '');
  });
  assert.deepEqual(errors, []);
  return [...shown, ...(failure?.messages ?? [])].join('; ');
}

const COUNT = `VNET_DEFINE(int, seen);
#define V_seen VNET(seen)
static int count;
static void one_init(void *a) { V_seen = count; UP }
static void one_fini(void *a) { DOWN }
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
VNET_SYSUNINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_fini, NULL);
`;

function counted(up: string, down: string): string {
  return COUNT.replace('UP', up).replace('DOWN', down);
}

test('a later vnet finds what a destructor has written', () => {
  assert.match(
    run(counted('', 'count = 7;'), 'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n'),
    /= 7$/,
  );
});

test('what a destructor undoes is as it was', () => {
  assert.match(
    run(
      counted('count += 3;', 'count -= 3;'),
      'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n',
    ),
    /= 3$/,
  );
});

test('what other vnets have changed meanwhile is not known', () => {
  const said = run(
    counted('count += 3;', 'count -= 3;'),
    'boot\nvnet create a\nvnet create b\nvnet destroy a\nvnet create c\nin c show V_seen\n',
  );
  assert.match(said, /unknown/);
});

test('destructors run in descending order', () => {
  const text = `VNET_DEFINE(int, seen);
#define V_seen VNET(seen)
static int order = 1;
static void one_init(void *a) { V_seen = order; }
static void add(void *a) { order = order * 10 + 2; }
static void first(void *a) { order = order * 10 + 1; }
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
VNET_SYSUNINIT(add, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST, add, NULL);
VNET_SYSUNINIT(first, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND, first, NULL);
`;
  assert.match(run(text, 'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n'), /= 112$/);
});

test('a destructor panics', () => {
  const text = counted('count++;', 'panic("the end of %d", count);').replace(
    'static int count;',
    'static int count;\nvoid panic(const char *, ...);',
  );
  assert.match(
    run(text, 'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n'),
    /^panic: the end of 2/,
  );
});

test('a destructor that is not followed makes unknown what it could write', () => {
  const text = counted('', 'elsewhere(&count);').replace(
    'static int count;',
    'static int count;\nvoid elsewhere(int *);',
  );
  assert.match(run(text, 'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n'), /unknown/);
});

test('a vnet is made and destroyed ten thousand times', () => {
  const text = counted('count++;', 'count--;');
  assert.match(
    run(text, 'boot\nrepeat 10000\nvnet create a\nvnet destroy a\nend\nvnet create b\nin b show V_seen\n'),
    /= 1$/,
  );
});

test('how many interfaces a vnet has is known after constructors that do not look at it', () => {
  const text = `VNET_DEFINE(int, seen);
#define V_seen VNET(seen)
static void attach(void *a) { curvnet->vnet_ifcnt++; }
static void one_init(void *a) { V_seen = curvnet->vnet_ifcnt; }
static void nothing(void *a) { V_seen += 4; }
VNET_SYSINIT(attach, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST, attach, NULL);
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_SECOND, one_init, NULL);
VNET_SYSINIT(nothing, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD, nothing, NULL);
`;
  assert.match(run(text, 'boot\nvnet create a\nin a show V_seen\n'), /= 5$/);
  const simulation = Simulation.open(workspaceOf({ sources: { 'sys/net/a.c': `${LEAK_HEAD}${text}` } }));
  assert.ok(!('failure' in simulation));
  let lines: readonly string[] = [];
  simulation.run('boot\nvnet create a\nshow vnet a\n', (event) => {
    if (event.kind === 'shown') ({ lines } = event);
  });
  assert.ok(lines.includes(' vnet_ifcnt     = 1'), lines.join('\n'));
});

test('a destructor finds what those before it have left in what was made for the vnet', () => {
  const text = `VNET_DEFINE(int, seen);
#define V_seen VNET(seen)
VNET_DEFINE_STATIC(int *, held);
#define V_held VNET(held)
static int left;
static void one_init(void *a) { V_seen = left; V_held = malloc(sizeof(int), M_ONE, M_WAITOK | M_ZERO); *V_held = 1; }
static void two_fini(void *a) { (*V_held)++; }
static void one_fini(void *a)
{
	if (*V_held != 2)
		panic("two_fini() was not here");
	left = *V_held;
	free(V_held, M_ONE);
}
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
VNET_SYSUNINIT(two, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, two_fini, NULL);
VNET_SYSUNINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_MIDDLE, one_fini, NULL);
`;
  assert.match(run(text, 'boot\nvnet create a\nvnet destroy a\nvnet create b\nin b show V_seen\n'), /= 2$/);
  // Not the vnet that was made last: taken apart among what others leave unknown, but on what is its own.
  assert.match(
    run(text, 'boot\nvnet create a\nvnet create b\nvnet destroy a\nvnet create c\nin c show V_seen\n'),
    /unknown|= 2$/,
  );
});
