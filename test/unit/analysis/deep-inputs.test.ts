// Code that is nested without bound, or very long, costs its own answers and nobody else's.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { checkTree } from '../../../server/src/core/analysis/session/check.ts';
import { indexOf } from '../../../server/src/core/analysis/answers/index-report.ts';
import { kernelImage } from '../../../server/src/core/analysis/image/kernel-image.ts';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { migrate } from '../../../server/src/core/analysis/answers/migrate.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { symbolsReport } from '../../../server/src/core/analysis/answers/symbols-report.ts';
import type { Workspace } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { DEEP_INPUTS } from '../../kit/deep-inputs.ts';
import { openSession, settle } from '../../kit/hovering.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\n';
// A mistake that a rule finds: no CTLFLAG_VNET.
const NEIGHBOUR = `${HEAD}VNET_DEFINE(short, last) = 7;\nSYSCTL_INT(_net, OID_AUTO, last, CTLFLAG_RW, &VNET_NAME(last), 0, "");\n`;
const DEEP = 'sys/net/deep.c';

function kernelWith(code: string): ReturnType<typeof tinyKernel> {
  return tinyKernel({ sources: { 'sys/net/last.c': NEIGHBOUR, [DEEP]: deepSource(code) } });
}

function deepSource(code: string): string {
  return `${HEAD}VNET_DEFINE(int, first);\n#define\tV_first VNET(first)\n${code}`;
}

function open(code: string): Workspace {
  const workspace = openWorkspace(kernelWith(code), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  return workspace;
}

describe('one input does not end the rest', () => {
  for (const { name, code, size, isFlat } of DEEP_INPUTS) {
    test(name, () => {
      const workspace = open(code);
      const layout = layoutReport(workspace, []);
      const row = (wanted: string): unknown[] =>
        layout.variables
          .filter((variable) => variable.name === wanted)
          .map((variable) => [variable.size, variable.align, variable.offset]);
      assert.deepEqual(row('last'), [[2, 2, 0]]);
      if (size !== undefined) {
        const found = layout.variables.find((variable) => variable.name === 'zz');
        assert.notEqual(found, undefined, 'zz has a row');
        if (isFlat || found?.size !== null) assert.equal(found?.size, size);
        else
          assert.ok(
            layout.problems.some(({ file, message }) => file === DEEP && message.includes("'zz'")),
            'the reason is told',
          );
      }
      const report = checkTree(workspace);
      assert.ok(
        report.findings.some(({ rule, file }) => rule === 'sysctl-missing-vnet-flag' && file === 'sys/net/last.c'),
        'the neighbour has its finding',
      );
      indexOf(workspace);
      symbolsReport(workspace, []);
      kernelImage(workspace);
      migrate(workspace);
    });
  }

  test('all of them in one tree, in the editor', () => {
    const sources = Object.fromEntries(DEEP_INPUTS.map(({ code }, i) => [`sys/net/deep${i}.c`, deepSource(code)]));
    const uncompiled = Object.keys(sources);
    const files = tinyKernel({ sources: { 'sys/net/last.c': NEIGHBOUR, ...sources }, uncompiled });
    const session = settle(openSession(files));
    for (const [path, text] of Object.entries(sources)) {
      session.setText(path, `${text}\n`);
      while (session.step());
      assert.notEqual(session.findings(path), undefined, path);
    }
    assert.ok(session.findings('sys/net/last.c')?.some(({ rule }) => rule === 'sysctl-missing-vnet-flag'));
  });
});
