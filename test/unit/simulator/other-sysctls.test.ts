// Sysctls of files that hold nothing virtualized: by reading the sources below and sysctl_root() (kern_sysctl.c).
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { isFailure } from '../../../server/src/core/kernel/failure.ts';
import { HEAD, workspaceOf } from '../../kit/tiny-workspace.ts';

const simulation = Simulation.open(
  workspaceOf({
    sources: {
      'sys/net/a.c': `${HEAD}VNET_DEFINE(int, of_kernel);\nSYSCTL_DECL(_net_plain);\nSYSCTL_INT(_net_plain, OID_AUTO, virtual, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(of_kernel), 0, "");\n`,
      'sys/net/pasted.h':
        '#define PASTE_(a, b) a##b\n#define PASTE(a, b) PASTE_(a, b)\n#define LEVEL PASTE(WHO, _level)\n#define LEVELS static int LEVEL; SYSCTL_DECL(_net_plain); SYSCTL_INT(_net_plain, OID_AUTO, LEVEL, CTLFLAG_RW, &LEVEL, 0, "")\n',
      'sys/net/b.c': `${HEAD}static int size = 4;
SYSCTL_NODE(_net, OID_AUTO, plain, CTLFLAG_RW, NULL, "");
SYSCTL_INT(_net_plain, OID_AUTO, size, CTLFLAG_RW, &size, 0, "");
SYSCTL_INT(_net_plain, OID_AUTO, fixed, CTLFLAG_RD, &size, 0, "");
#ifdef NOT_DEFINED
SYSCTL_INT(_net_plain, OID_AUTO, absent, CTLFLAG_RW, &size, 0, "");
#endif
`,
      'sys/net/c.c': `${HEAD}#define WHO route\n#include <net/pasted.h>\nLEVELS;\n`,
    },
  }),
);

describe('a sysctl of a file that holds nothing virtualized', () => {
  for (const [line, said] of [
    [
      'sysctl net.plain.size',
      'net.plain.size: unknown (defined at sys/net/b.c:9, in a file whose memory is not simulated)',
    ],
    ['sysctl net.plain.size=5', ''],
    ['sysctl net.plain.fixed=5', 'sysctl: net.plain.fixed=5: Operation not permitted'],
    ['sysctl net.plain', 'sysctl: net.plain: Is a directory'],
    // #if is the unit's.
    ['sysctl net.plain.absent', "sysctl: unknown oid 'net.plain.absent'"],
    ['sysctl net.plain.nosuch', "sysctl: unknown oid 'net.plain.nosuch'"],
    ['sysctl net.plain.virtual', 'net.plain.virtual: 0'],
    // A name that a header's macro makes.
    [
      'sysctl net.plain.route_level',
      'net.plain.route_level: unknown (defined at sys/net/c.c:9, in a file whose memory is not simulated)',
    ],
  ] as const)
    test(line, () => {
      assert.ok(!isFailure(simulation));
      const lines: string[] = [];
      const { errors, failure } = simulation.run(`boot\n${line}\n`, (event, at) => {
        if (event.kind === 'shown' && at === 2) lines.push(...event.lines);
      });
      assert.deepEqual(errors, []);
      assert.equal(failure?.messages[0] ?? lines.join('\n'), said);
    });
});
