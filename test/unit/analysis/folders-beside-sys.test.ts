// A fork may keep headers beside sys where its #includes look first: what they define is defined.
import assert from 'node:assert/strict';
import test from 'node:test';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { finish } from '../../kit/rule-session.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';

const SOURCE = 'freebsd/sys/netinet/fx.c';

/** Findings of a source of RTEMS libbsd's shape, each as "line rule". */
function findings(beside: Readonly<Record<string, string>>): readonly string[] {
  const files = new MemoryFiles({
    'freebsd/sys/net/vnet.h':
      '#define VNET_NAME(n) vnet_entry_##n\n#define VNET_DECLARE(t, n) extern t VNET_NAME(n)\n' +
      '#define VNET_DEFINE(t, n) t VNET_NAME(n) __attribute__((section("set_vnet")))\n#define VNET(n) (*VNET_PTR(n))\n' +
      '#define VNET_PTR(n) ((__typeof(VNET_NAME(n)) *)(curvnet->vnet_data_base + (uintptr_t)&VNET_NAME(n)))\n',
    'freebsd/sys/sys/param.h': '#define __FreeBSD_version 1200000\n',
    'rtemsbsd/include/rtems/bsd/local/opt_inet.h': '#define INET 1\n',
    'freebsd/sys/netinet/fx_var.h':
      'VNET_DECLARE(int, fx_hops);\n#define\tV_fx_hops\tVNET(fx_hops)\n#define\tV_fx_hopz\tVNET(fx_hopz)\n',
    [SOURCE]:
      '#include <net/vnet.h>\n#include <netinet/fx_var.h>\nVNET_DEFINE(int, fx_hops);\nint f(void);\nint f(void)\n{\n\treturn (V_fx_hops + V_fx_hopz);\n}\n',
    ...beside,
  });
  const session = Session.open(files, { arch: 'amd64' });
  assert.ok(!('failure' in session));
  finish(session);
  return (session.findings(SOURCE) ?? []).map(({ rule, start }) => `${session.lineOf(SOURCE, start)} ${rule}`);
}

test('a variable that a folder beside sys declares is known, one that nobody declares is not', () => {
  assert.deepEqual(
    findings({}).filter((one) => one.endsWith('unknown-accessor')),
    ['7 unknown-accessor'],
  );
  const header = { 'rtemsbsd/include/machine/fx.h': '#include <net/vnet.h>\nVNET_DECLARE(int, fx_hopz);\n' };
  assert.deepEqual(
    findings(header).filter((one) => one.endsWith('unknown-accessor')),
    [],
  );
});

test('a folder beside sys that no #include looks into is not read', () => {
  const header = { 'testsuite/fx.h': '#include <net/vnet.h>\nVNET_DECLARE(int, fx_hopz);\n' };
  assert.deepEqual(
    findings(header).filter((one) => one.endsWith('unknown-accessor')),
    ['7 unknown-accessor'],
  );
});
