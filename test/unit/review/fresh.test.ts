// Values of a fresh vnet before and after a change, and what a destroyed one leaves: by the interpreter, on the sample.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { GitSample } from '../../kit/git-sample.ts';

const sample = new GitSample();
after(() => {
  sample.remove();
});

test('what a new constructor writes, and no leak that is in doubt', async () => {
  sample.edit(
    'sys/net/if.c',
    'VNET_SYSINIT(ifnet_vnet_init,',
    `VNET_DEFINE_STATIC(int, seeded) = 3;
#define	V_seeded	VNET(seeded)
VNET_DEFINE_STATIC(void *, seeded_room);
#define	V_seeded_room	VNET(seeded_room)
static void
seeded_init(const void *unused __unused)
{

	V_seeded += 4;
	V_if_indexlim = 32;
	V_seeded_room = malloc(100, M_IFNET, M_WAITOK);
}
VNET_SYSINIT(seeded_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, seeded_init, NULL);
VNET_SYSINIT(ifnet_vnet_init,`,
  );
  const [main] = (await sample.review()).configurations;
  assert.ok(main !== undefined);
  const values = new Map(
    main.fresh.map(({ name, before, after: now, writer }) => [name, [before?.[1], now[1], writer]]),
  );
  // 3 + 4, from the initializer and the constructor.
  assert.deepEqual(values.get('seeded'), [undefined, '7', 'seeded_init']);
  assert.deepEqual(values.get('if_indexlim')?.slice(1), ['32', 'seeded_init']);
  // The room is not said to be lost: destructors of the sample call what it does not define, which may free it.
  assert.deepEqual(main.leaks, []);
});
