// Mistakes that a patch brings into the sample kernel: each is found by `review`, and is silent when undone. What is
// expected follows from the patch: its sizes are those of C on amd64 (LP64).
import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';
import { GitSample } from '../../kit/git-sample.ts';
import type { ConfigurationReview } from '../../../server/src/core/analysis/review/review.ts';

const sample = new GitSample();
after(() => {
  sample.remove();
});
afterEach(() => {
  sample.undo();
});

async function mainOf(...words: readonly string[]): Promise<ConfigurationReview & { readonly code: number }> {
  const { configurations, code } = await sample.review('--no-boot', ...words);
  const [main] = configurations;
  assert.ok(main !== undefined);
  return { ...main, code };
}

const rules = ({ findings }: ConfigurationReview): readonly string[] => findings.added.map(({ rule }) => rule);

test('nothing has changed: one line, and nothing is found', async () => {
  const { code, out } = await sample.run();
  assert.equal(code, 0);
  assert.match(out, /^nothing has changed\n/);
});

test('a second CURVNET_RESTORE', async () => {
  sample.edit(
    'sys/net/if.c',
    '\tCURVNET_RESTORE();\n\tmtx_destroy',
    '\tCURVNET_RESTORE();\n\tCURVNET_RESTORE();\n\tmtx_destroy',
  );
  const found = await mainOf();
  assert.deepEqual(rules(found), ['curvnet-restore-without-set']);
  assert.equal(found.findings.added[0]?.file, 'sys/net/if.c');
  assert.equal(found.code, 1);
  assert.deepEqual(found.vnetBytes.before, found.vnetBytes.after);
});

test('a tunable that never works', async () => {
  sample.edit(
    'sys/net/if_tunnel.c',
    'OID_AUTO, mtu, CTLFLAG_RW | CTLFLAG_VNET,',
    'OID_AUTO, mtu, CTLFLAG_RWTUN | CTLFLAG_VNET,',
  );
  const found = await mainOf();
  assert.deepEqual(rules(found), ['sysctl-vnet-tunable']);
  assert.deepEqual(
    found.sysctls.map(({ kind, after }) => [kind, after?.name, after?.tunable]),
    [['changed', 'net.link.tunnel.mtu', 'ignored']],
  );
});

test('a member in the middle of struct inpcb', async () => {
  sample.edit(
    'sys/netinet/in_pcb.h',
    '\tstruct socket\t*inp_socket;\n',
    '\tuint64_t\t inp_seeded;\n\tstruct socket\t*inp_socket;\n',
  );
  const found = await mainOf();
  assert.equal(found.kbi.isSafe, false);
  assert.ok(found.kbi.changes.some(({ name, breaks }) => name === 'struct inpcb' && breaks.includes('module')));
  assert.equal(found.kbi.version.isNeeded, true);
  assert.equal(found.code, 1);
  assert.equal((await mainOf('--policy', 'current')).code, 0);
});

test('a module that no longer fits in modspace', async () => {
  sample.edit(
    'sys/net/if_tunnel_hash.c',
    '#include <net/vnet.h>\n',
    '#include <net/vnet.h>\nVNET_DEFINE_STATIC(char, seeded_table[40000]);\n#define\tV_seeded_table\tVNET(seeded_table)\n',
  );
  const found = await mainOf();
  assert.ok(rules(found).includes('modspace-overflow'), rules(found).join());
  assert.deepEqual(
    found.globals.fits.map(({ module, fitsAlone }) => [module, fitsAlone]),
    [['if_tunnel', false]],
  );
  assert.deepEqual(found.vnetBytes.before, found.vnetBytes.after);
});

test('a constructor without its destructor', async () => {
  sample.edit(
    'sys/net/if.c',
    'VNET_SYSUNINIT(ifnet_vnet_fini, SI_SUB_INIT_IF, SI_ORDER_SECOND, ifnet_vnet_fini,\n    NULL);\n',
    '',
  );
  sample.edit('sys/net/if.c', '\tfree(V_ifindex_table, M_IFNET);\n}\n', '}\n');
  const found = await mainOf();
  assert.deepEqual(
    found.constructors.changes.map(({ kind, before }) => [kind, before?.kind, before?.handler]),
    [['removed', 'destructor', 'ifnet_vnet_fini']],
  );
});

test('a new constructor that forgets its destructor', async () => {
  sample.edit(
    'sys/netinet/ip_id.c',
    '/* PLANTED',
    `VNET_DEFINE_STATIC(uma_zone_t, seeded_zone);
#define	V_seeded_zone	VNET(seeded_zone)
static void
seeded_init(const void *unused __unused)
{

	V_seeded_zone = uma_zcreate("seeded", 8, NULL, NULL, NULL, NULL, 0, 0);
}
VNET_SYSINIT(seeded_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, seeded_init, NULL);
/* PLANTED`,
  );
  sample.edit('sys/netinet/ip_id.c', '#include <net/vnet.h>', '#include <vm/uma.h>\n#include <net/vnet.h>');
  const found = await mainOf();
  assert.deepEqual(
    found.constructors.changes.map(({ kind, after }) => [kind, after?.handler]),
    [['added', 'seeded_init']],
  );
  assert.deepEqual(
    found.constructors.unreturned.map(({ handler }) => handler),
    ['seeded_init'],
  );
  assert.ok(rules(found).includes('vnet-resource-leak'), rules(found).join());
  // A pointer on amd64.
  assert.deepEqual(
    found.globals.changes.map(({ kind, after }) => [kind, after?.name, after?.size]),
    [['added', 'seeded_zone', 8]],
  );
});

test('a moved line is no new finding, and an old one is not shown', async () => {
  // The sample has a planted finding in this file.
  sample.write('sys/netinet/ip_id.c', `/* A comment. */\n\n${sample.read('sys/netinet/ip_id.c')}`);
  const found = await mainOf();
  assert.deepEqual([...found.findings.added, ...found.findings.removed], []);
  assert.equal(found.code, 0);
});

test('a finding in an untouched file', async () => {
  // net/if_dump.c declares if_index as a long: that planted mistake goes.
  sample.edit('sys/net/if.c', 'VNET_DEFINE(int, if_index);', 'VNET_DEFINE(long, if_index);');
  const found = await mainOf();
  assert.deepEqual(
    found.findings.removed.map(({ rule, file }) => [rule, file]),
    [['declare-type-mismatch', 'sys/net/if_dump.c']],
  );
  assert.deepEqual(
    found.globals.changes.map(({ kind, before, after }) => [kind, before?.name, before?.size, after?.size]),
    [['retyped', 'if_index', 4, 8]],
  );
});

test('a definition that nothing in the configuration compiles', async () => {
  sample.write('sys/net/orphan.c', '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, orphan);\n');
  const found = await mainOf();
  assert.deepEqual(
    found.globals.changes.map(({ kind, after }) => [kind, after?.name, after?.size, after?.isBuilt]),
    [['added', 'orphan', null, false]],
  );
  assert.equal(found.vnetBytes.before, found.vnetBytes.after);
});

test('a program is no part of the kernel', async () => {
  sample.write('usr.bin/seeded/main.c', 'VNET_DEFINE(int, seeded);\nint main(void) { return (V_unheard_of); }\n');
  const found = await mainOf();
  assert.deepEqual([found.findings.added, found.globals.changes], [[], []]);
});
