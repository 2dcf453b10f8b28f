// `layout --module A B C`: where each set goes in modspace. Expected places follow from the kernel's rule alone: first
// fit, sizes rounded up to 8, 32,768 bytes of room (VNET_MODMIN of the sample kernel).
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { layoutText } from '../../../server/src/cli/format/layout-text.ts';
import { placedLayoutReport, type LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import type { InstanceSet } from '../../../server/src/core/vnet/set-variables.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const HEAD =
  '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <sys/module.h>\n#include <sys/pcpu.h>\n#include <net/vnet.h>\n';

/** The sample kernel with modules of one source each. */
function placed(
  modules: Readonly<Record<string, string>>,
  order: readonly string[],
  {
    set = 'set_vnet',
    more = {},
  }: { readonly set?: InstanceSet; readonly more?: Readonly<Record<string, string>> } = {},
): LayoutReport {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  for (const [name, text] of Object.entries(modules)) {
    files.set(
      `sys/modules/${name}/Makefile`,
      `KMOD= ${name}\nSRCS= m_${name}.c\n.PATH: \${SRCTOP}/sys/net\n.include <bsd.kmod.mk>\n`,
    );
    files.set(`sys/net/m_${name}.c`, HEAD + text);
  }
  for (const [name, text] of Object.entries(more)) files.set(name, text);
  const workspace = openWorkspace(files, { arch: 'amd64' });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  return placedLayoutReport(workspace, order, set);
}

const room = (bytes: number): string => `VNET_DEFINE(char, room[${bytes}]);\n`;
const offsets = ({ modules }: LayoutReport): readonly unknown[] =>
  modules.map(({ name, modspaceOffset, error }) => [name, modspaceOffset, error]);

describe('modules in the order given', () => {
  test('each behind the one before, rounded up to a pointer', () => {
    const modules = { a: room(13), b: room(8), c: room(1) };
    assert.deepEqual(offsets(placed(modules, ['a', 'b', 'c'])), [
      ['a', 0, null],
      ['b', 16, null],
      ['c', 24, null],
    ]);
    assert.deepEqual(offsets(placed(modules, ['c', 'a', 'b'])), [
      ['c', 0, null],
      ['a', 8, null],
      ['b', 24, null],
    ]);
  });

  test('what does not fit says what the kernel says, and the next may fit', () => {
    const more = {
      'sys/kern/link_elf_obj.c':
        'int f(void) { printf("%s: vnet module space is out of space; cannot allocate %#jx for %s\\n", __func__, n, name); }\n',
    };
    const report = placed({ a: room(32_000), b: room(769), c: room(768) }, ['a', 'b', 'c'], { more });
    assert.deepEqual(offsets(report), [
      ['a', 0, null],
      ['b', null, 'link_elf_load_file: vnet module space is out of space; cannot allocate 0x301 for /boot/kernel/b.ko'],
      ['c', 32_000, null],
    ]);
    assert.deepEqual(report.modspace, {
      size: 32_768,
      used: 32_768,
      free: 0,
      largestFree: 0,
      pieces: [
        { offset: 0, size: 32_000, module: 'a' },
        { offset: 32_000, size: 768, module: 'c' },
      ],
    });
  });

  test('kernels that say nothing when there is no room', () => {
    const report = placed(
      { a: room(32_000), b: `${room(769)}MODULE_VERSION(b, 1);\n`, c: `${room(8)}MODULE_DEPEND(c, b, 1, 1, 1);\n` },
      ['a', 'b', 'c'],
    );
    assert.deepEqual(offsets(report), [
      ['a', 0, null],
      ['b', null, 'no room for 769 bytes'],
      ['c', null, 'no room for 769 bytes; KLD c.ko: depends on b - not available or version mismatch'],
    ]);
  });

  test('a dependency is loaded when its dependent has its room already', () => {
    const report = placed({ a: `${room(8)}MODULE_DEPEND(a, b, 1, 1, 1);\n`, b: `${room(16)}MODULE_VERSION(b, 1);\n` }, [
      'a',
    ]);
    assert.deepEqual(offsets(report), [['a', 0, null]]);
    assert.deepEqual(
      report.modspace?.pieces.map(({ offset, size, module }) => [offset, size, module]),
      [
        [0, 8, 'a'],
        [8, 16, 'b'],
        [24, 32_744, null],
      ],
    );
    assert.match(layoutText(report), /^loaded for others: b at 8, 16 bytes$/m);
    // Named itself, it is where it went for the other.
    assert.deepEqual(
      offsets(
        placed({ a: `${room(8)}MODULE_DEPEND(a, b, 1, 1, 1);\n`, b: `${room(16)}MODULE_VERSION(b, 1);\n` }, ['a', 'b']),
      ),
      [
        ['a', 0, null],
        ['b', 8, null],
      ],
    );
  });

  test('a dependency that nothing brings, and a module that the kernel has', () => {
    const report = placed(
      { a: `${room(8)}MODULE_DEPEND(a, nowhere, 1, 1, 1);\n`, b: `${room(8)}MODULE_VERSION(b, 1);\n` },
      ['a', 'b'],
      { more: { 'sys/net/route.c': `${HEAD}MODULE_VERSION(b, 1);\n` } },
    );
    assert.deepEqual(offsets(report), [
      [
        'a',
        null,
        'no module of this tree provides nowhere; KLD a.ko: depends on nowhere - not available or version mismatch',
      ],
      ['b', null, 'b is in the kernel already (File exists)'],
    ]);
    assert.equal(report.modspace?.used, 0);
  });

  test('a module without such a set takes nothing', () => {
    assert.deepEqual(offsets(placed({ a: 'int x;\n', b: room(8) }, ['a', 'b'])), [
      ['a', null, null],
      ['b', 0, null],
    ]);
  });
});

test('DPCPU has its own room', () => {
  const report = placed({ a: `${room(100)}DPCPU_DEFINE(char, c);\n`, b: 'DPCPU_DEFINE(char, d[9]);\n' }, ['a', 'b'], {
    set: 'set_pcpu',
  });
  assert.deepEqual(offsets(report), [
    ['a', 0, null],
    ['b', 8, null],
  ]);
  assert.equal(report.modspace?.size, 2048);
  assert.deepEqual(
    report.variables.map(({ symbol, offset, module }) => [symbol, offset, module]),
    [
      ['pcpu_entry_c', 0, 'a'],
      ['pcpu_entry_d', 0, 'b'],
    ],
  );
});
