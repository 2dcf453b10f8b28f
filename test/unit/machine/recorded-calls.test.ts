// What a call did in one vnet is done in another without running it (recorded-calls.ts): what every vnet, and all else,
// holds then is what running leaves.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { Memory } from '../../../server/src/core/machine/memory.ts';
import { RecordedCalls } from '../../../server/src/core/machine/recorded-calls.ts';
import type { Cell } from '../../../server/src/core/machine/thing.ts';
import { settle } from '../../../server/src/core/simulator/deferred.ts';
import { parseScenario } from '../../../server/src/core/simulator/scenario/parse-scenario.ts';
import { ScenarioRun } from '../../../server/src/core/simulator/scenario/scenario-run.ts';
import type { SimulatedKernel } from '../../../server/src/core/simulator/simulated-kernel.ts';
import { LEAK_HEAD } from '../../kit/leak-cases.ts';
import { workspaceOf } from '../../kit/tiny-workspace.ts';

const SOURCE = `${LEAK_HEAD}struct bucket { struct bucket *b_next; int *b_sum; int b_number; unsigned b_low : 3, b_high : 5; };
VNET_DEFINE_STATIC(struct bucket *, table);
VNET_DEFINE_STATIC(struct bucket *, last);
VNET_DEFINE_STATIC(int, sum);
VNET_DEFINE_STATIC(int, found);
#define V_table VNET(table)
#define V_last VNET(last)
#define V_sum VNET(sum)
#define V_found VNET(found)
static struct bucket *everything;
static int made;
static int longest = 3;
int asked(void);
static int fill(struct bucket *t, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		t[i].b_number = i * longest;
		t[i].b_low = i;
		t[i].b_sum = &V_sum;
		t[i].b_next = i == 0 ? NULL : &t[i - 1];
		V_sum += t[i].b_number;
		if (i == count - 1)
			V_last = malloc(sizeof(*t), M_ONE, M_WAITOK | M_ZERO);
	}
	V_last->b_next = &t[count - 1];
	return (V_sum);
}
static int number(struct bucket *b)
{
	struct bucket *other;
	int i, n = 0;

	for (i = 0; i < 60; i++)
		n += i;
	for (other = everything; other != NULL; other = other->b_next)
		n += other->b_number;
	b->b_next = everything;
	b->b_number = n;
	everything = b;
	return (n);
}
static int perhaps(int *to)
{
	int i;

	for (i = 0; i < 60; i++)
		made = made & 1;
	if (asked())
		*to = 5;
	return (*to);
}
static int doubt(int *to)
{
	int i, n = 0;

	for (i = 0; i < 60; i++)
		n += i;
	if (*(volatile int *)&given != 0)
		*to = n;
	return (n);
}
static void one_init(void *a)
{
	V_table = malloc(50 * sizeof(*V_table), M_ONE, M_WAITOK);
	fill(V_table, 50);
	V_found = number(malloc(sizeof(struct bucket), M_ONE, M_WAITOK | M_ZERO));
	if (made < 2)
		made++;
	doubt(&V_table->b_number);
	CALLS
}
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
`;

function text(cell: Cell): string {
  const numbers = new Map<number, number>();
  return JSON.stringify(
    cell instanceof Memory ? cell.read(0, Math.min(cell.sizeBytes, 4096)) : cell,
    (key: string, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (key === 'thing') return (value as { readonly name: string }).name;
      if (key !== 'pointee' || (value as { kind: string }).kind !== 'made') return value;
      const { what, id } = value as { what: string; id: number };
      numbers.set(id, numbers.get(id) ?? numbers.size);
      return `${what} ${numbers.get(id) ?? ''}`;
    },
  );
}

/** Everything that the vnets and the kernel hold after a few vnets. */
function left(kernel: SimulatedKernel): readonly string[] {
  const session = new ScenarioRun(kernel);
  const found: string[] = [];
  for (const statement of parseScenario('boot\nvnet create a\nvnet create b\nvnet create c\nvnet create d')
    .statements) {
    assert.equal(session.run(statement), undefined);
    settle(kernel);
    for (const { memory, heap, writers, ifcnt } of kernel.vnetHead())
      found.push(
        text(memory),
        JSON.stringify(writers),
        String(ifcnt),
        ...[...heap].map(([, cell]) => text(cell)).sort(),
      );
    found.push(...[...kernel.state.cells].map(([{ name }, cell]) => `${name} ${text(cell)}`).sort());
  }
  return found;
}

/** The same with `call` in place of RecordedCalls.call. */
function leftWith(source: string, call: RecordedCalls['call']): readonly string[] {
  const real = Object.getOwnPropertyDescriptor(RecordedCalls.prototype, 'call');
  assert.ok(real !== undefined);
  const simulation = Simulation.open(workspaceOf({ sources: { 'sys/net/a.c': source } }));
  assert.ok(!('failure' in simulation));
  Object.defineProperty(RecordedCalls.prototype, 'call', { ...real, value: call });
  try {
    return left(simulation.start());
  } finally {
    Object.defineProperty(RecordedCalls.prototype, 'call', real);
  }
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
const really = RecordedCalls.prototype.call;

for (const [name, added] of [
  ['as it is', ''],
  ['with a call that is not followed', 'perhaps(&V_sum);'],
  ['with a variable that is not known', 'made += asked(); doubt(&V_sum);'],
  ['with one that only vnet0 makes', 'if (curvnet == vnet0) number(V_last); fill(V_table, 20);'],
  [
    'with a global that changes',
    'longest++; fill(V_table, 30); longest = longest > 5 ? 5 : longest; fill(V_table, 30);',
  ],
] as const)
  test(`what is done again is what running leaves, ${name}`, () => {
    const source = SOURCE.replace('CALLS', added).replace('static int made;', 'static int made;\nint given;');
    let calls = 0;
    let runs = 0;
    const ran = leftWith(source, (...[, , , run]) => run());
    const done = leftWith(source, function (this: RecordedCalls, m, code, args, run) {
      calls++;
      return really.call(this, m, code, args, () => {
        runs++;
        return run();
      });
    });
    assert.deepEqual(done, ran);
    assert.equal(calls > runs, !added.includes('longest'), 'what finds the same is done again, and nothing else');
  });
