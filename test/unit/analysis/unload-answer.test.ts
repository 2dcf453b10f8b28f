import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { UnloadAnswers } from '../../../server/src/core/analysis/image/unload-answer.ts';
import { runScenario } from '../../kit/lab-kernel.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

// What kern_module.c of 14 does with each: module_quiesce() passes EOPNOTSUPP and EINVAL over, module_unload() takes
// any error.
const body = (quiesce: string, unload: string): string => `
#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <net/vnet.h>

static int users;
int busy(void);

static int
held_modevent(module_t mod __unused, int what, void *arg __unused)
{
	int error = 0;

	switch (what) {
	case 0:
		users++;
		break;
	case 3:
		${quiesce}
		break;
	case 1:
		${unload}
		break;
	default:
		error = 45;
		break;
	}
	return (error);
}

static moduledata_t held_mod = { "held", held_modevent, NULL };
DECLARE_MODULE(held, held_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`;

function tree(quiesce: string, unload: string): ReturnType<typeof openWorkspace> {
  const files = tinyKernel({
    sources: {
      'sys/net/a.c': '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, a) = 1;\n',
      'sys/net/held.c': body(quiesce, unload),
    },
    uncompiled: ['sys/net/held.c'],
  });
  files.set(
    'sys/modules/held/Makefile',
    '.PATH: ${SRCTOP}/sys/net\nKMOD= held\nSRCS= held.c\n.include <bsd.kmod.mk>\n',
  );
  return openWorkspace(files, { arch: 'amd64' });
}

function answer(quiesce: string, unload: string): number | undefined {
  const workspace = tree(quiesce, unload);
  assert.ok(!('failure' in workspace));
  return new UnloadAnswers(workspace).of('held', 'held_modevent');
}

describe('what a module says to who unloads it', () => {
  for (const [name, quiesce, unload, expected] of [
    ['nothing against it', 'error = 0;', 'error = 0;', 0],
    ['EBUSY, always', 'error = 45;', 'error = 16;', 16],
    ['EPERM when it is asked to be quiet', 'error = 1;', 'error = 0;', 1],
    ['EOPNOTSUPP is no objection of one that is asked to be quiet', 'error = 45;', 'error = 0;', 0],
    ['the same on every way', 'error = 0;', 'if (users > 0) error = 16; else error = 16;', 16],
    ['that hangs on a variable', 'error = 0;', 'if (users > 0) error = 16;', undefined],
    ['that hangs on code elsewhere', 'error = 0;', 'error = busy();', undefined],
    ['a loop that does not end', 'error = 0;', 'for (;;) users++;', undefined],
  ] as const)
    test(name, () => {
      assert.equal(answer(quiesce, unload), expected);
    });

  test('one that refuses stays, with the reference that the user had', () => {
    const workspace = tree('error = 45;', 'error = 16;');
    assert.ok(!('failure' in workspace));
    const simulation = Simulation.open(workspace);
    assert.ok(!('failure' in simulation));
    const kernel = simulation.start();
    const { failure } = runScenario('boot\nmodule load held\nfail Device busy\nmodule unload held\n', kernel);
    assert.equal(failure?.messages.join('; '), undefined);
    assert.deepEqual(
      kernel.state.files.map(({ filename, refs, userrefs }) => [filename, refs, userrefs]),
      [['held.ko', 1, 1]],
    );
  });

  test('an interface of the kernel, and its own name, are there already', () => {
    const workspace = openWorkspace(
      tinyKernel({
        sources: {
          'sys/net/a.c':
            '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/module.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, a) = 1;\nMODULE_VERSION(inside, 1);\n',
        },
      }),
      { arch: 'amd64' },
    );
    assert.ok(!('failure' in workspace));
    const simulation = Simulation.open(workspace);
    assert.ok(!('failure' in simulation));
    for (const name of ['inside', 'kernel'])
      assert.equal(
        runScenario(`boot\nfail File exists\nmodule load ${name}\n`, simulation.start()).failure?.messages.join('; '),
        undefined,
      );
  });
});
