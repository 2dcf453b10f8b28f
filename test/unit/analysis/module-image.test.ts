// The image of a module that the simulator is fed with: what tiny modules hold can be counted by hand. The
// kernel's own: kernel-image.test.ts.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { ModuleImages } from '../../../server/src/core/analysis/image/module-image.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { textOf } from '../../kit/source-graph.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';
import { HEAD, workspaceOf } from '../../kit/tiny-workspace.ts';

describe('modules', () => {
  const SHAPED = {
    'sys/modules/m/Makefile': 'KMOD= m\nSRCS= m.c\n.PATH: ${SRCTOP}/sys/net\n.include <bsd.kmod.mk>\n',
    'sys/modules/n/Makefile': 'KMOD= n_other\nSRCS= n.c\n.PATH: ${SRCTOP}/sys/net\n.include <bsd.kmod.mk>\n',
  };
  const MODULE_H = '#define WRAPPED_VERSION(name) MODULE_VERSION(pre_##name, 3)\n';

  function moduleOf(
    sources: Readonly<Record<string, string>>,
    uncompiled: readonly string[],
  ): ReturnType<ModuleImages['image']> {
    return new ModuleImages(
      workspaceOf({ sources: { 'sys/net/wrap.h': MODULE_H, ...SHAPED, ...sources }, uncompiled }),
    ).image('m');
  }

  test("own offsets, DECLARE_MODULE, versions; addresses of the kernel's members are not its own", () => {
    const image = moduleOf(
      {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, of_kernel);\n`,
        'sys/net/m.c': `${HEAD}VNET_DECLARE(int, of_kernel);\nVNET_DEFINE(int, mine) = 3;\nVNET_DEFINE(int *, p) = &VNET_NAME(of_kernel);\nstatic int ev(module_t m, int what, void *x) { return (0); }\nstatic moduledata_t data = { "m", ev, NULL };\nDECLARE_MODULE(m, data, SI_SUB_PSEUDO, SI_ORDER_ANY);\nMODULE_VERSION(m, 7);\n`,
      },
      ['sys/net/m.c', 'sys/net/n.c'],
    );
    assert.ok(!('failure' in image), JSON.stringify(image));
    assert.ok(image.sets.set_vnet !== undefined);
    assert.deepEqual(
      image.sets.set_vnet.members.map(({ name, offsetBytes }) => [name, offsetBytes]),
      [
        ['mine', 0],
        ['p', 8],
      ],
    );
    assert.deepEqual(
      image.sets.set_vnet.relocations.map(({ target }) => target),
      [{ kind: 'member', set: 'set_vnet', name: 'of_kernel', symbol: 'vnet_entry_of_kernel', own: undefined }],
    );
    assert.deepEqual(
      image.declares.map(({ name, handler, subsystem, order }) => [name, handler, subsystem.text, order.text]),
      [['m', 'ev', 'SI_SUB_PSEUDO', 'SI_ORDER_ANY']],
    );
    assert.deepEqual(
      [image.versions, image.inKernel, image.providers, image.sysinits.isComplete],
      [[{ name: 'm', version: 7 }], [], [], true],
    );
  });

  test('names that the kernel registers: from the source that is compiled into both, or from another', () => {
    const declare = (name: string): string =>
      `static moduledata_t data = { "${name}", 0, NULL };\nDECLARE_MODULE(${name}, data, SI_SUB_PSEUDO, SI_ORDER_ANY);\n`;
    const images = new ModuleImages(
      workspaceOf({
        sources: {
          'sys/net/wrap.h': '#define OURS "both"\n',
          ...SHAPED,
          'sys/net/a.c': `${HEAD}VNET_DEFINE(int, of_kernel);\n${declare('elsewhere')}`,
          // The name stands in a header: only the source itself can tell.
          'sys/net/m.c': `${HEAD}#include <net/wrap.h>\nstatic moduledata_t data = { OURS, 0, NULL };\nDECLARE_MODULE(both, data, SI_SUB_PSEUDO, SI_ORDER_ANY);\n`,
        },
        uncompiled: ['sys/net/n.c'],
      }),
    );
    const image = images.image('m');
    assert.ok(!('failure' in image), JSON.stringify(image));
    assert.deepEqual(
      ['both', 'elsewhere', 'nowhere'].map((name) => images.isDeclaredInKernel(image, name)),
      [true, true, false],
    );
  });

  test('dependencies: in the kernel, in another module under another name, nowhere', () => {
    const image = moduleOf(
      {
        'sys/net/a.c': `${HEAD}#include <net/wrap.h>\nVNET_DEFINE(int, of_kernel);\nWRAPPED_VERSION(kern);\n`,
        'sys/net/n.c': `${HEAD}MODULE_VERSION(n, 2);\n`,
        'sys/net/m.c': `${HEAD}MODULE_DEPEND(m, pre_kern, 1, 2, 3);\nMODULE_DEPEND(m, n, 1, 2, 2);\nMODULE_DEPEND(m, nowhere, 1, 1, 1);\n`,
      },
      ['sys/net/m.c', 'sys/net/n.c'],
    );
    assert.ok(!('failure' in image), JSON.stringify(image));
    assert.deepEqual(
      image.depends.map(({ on, minimum, preferred, maximum }) => [on, minimum, preferred, maximum]),
      [
        ['pre_kern', 1, 2, 3],
        ['n', 1, 2, 2],
        ['nowhere', 1, 1, 1],
      ],
    );
    assert.deepEqual(image.inKernel, [{ name: 'pre_kern', version: 3 }]);
    assert.deepEqual(image.providers, [
      { on: 'n', module: 'n_other' },
      { on: 'nowhere', module: null },
    ]);
  });

  describe('what the linker script puts behind the members is in the set', () => {
    // The linker: ld.lld -r -T script of an object with `int x __attribute__((section("set_vnet")))`, its section then
    // looked at.
    const SCRIPT = 'LDSCRIPT_FLAGS?= -T ${SYSDIR}/conf/ldscript.kmod.${MACHINE}\n';
    const scripted = (body: string, members: string, flags = SCRIPT): ReturnType<ModuleImages['image']> =>
      moduleOf(
        {
          'sys/net/a.c': HEAD,
          'sys/net/m.c': `${HEAD}${members}`,
          'sys/conf/kmod.mk': `${textOf('test/minikernel/sys/conf/kmod.mk')}${flags}`,
          'sys/conf/ldscript.kmod.amd64': `SECTIONS {\n /* set_vnet : { LONG(1) } */\n ${body}\n}\n`,
        },
        ['sys/net/m.c', 'sys/net/n.c'],
      );
    const bytesOf = (image: ReturnType<typeof scripted>): string | undefined => {
      assert.ok(!('failure' in image), JSON.stringify(image));
      return image.sets.set_vnet === undefined ? undefined : Buffer.from(image.sets.set_vnet.bytes).toString('hex');
    };

    test('a word', () => {
      assert.equal(
        bytesOf(scripted('set_vnet : { *(set_vnet) LONG(0x90909090); }', 'VNET_DEFINE(int, x) = 5;\n')),
        '0500000090909090',
      );
      // ld puts data where it stands, aligned to nothing.
      assert.equal(
        bytesOf(scripted('set_vnet : { *(set_vnet) LONG(0x90919293) ; }', 'VNET_DEFINE(char, x) = 5;\n')),
        '0593929190',
      );
      assert.equal(
        bytesOf(
          scripted('set_vnet : { *(set_vnet) ; . = ALIGN(8); SHORT(0x0102) BYTE(3) }', 'VNET_DEFINE(int, x) = 5;\n'),
        ),
        '0500000000000000020103',
      );
    });

    test('a module without a member has it all the same', () => {
      assert.equal(
        bytesOf(scripted('set_vnet : { *(set_vnet) LONG(0x90909090); }', 'MODULE_VERSION(m, 1);\n')),
        '90909090',
      );
      assert.equal(
        bytesOf(scripted('set_pcpu : { *(set_pcpu) LONG(0x90909090); }', 'MODULE_VERSION(m, 1);\n')),
        undefined,
      );
    });

    test("not where the makefiles don't hand the script to the linker", () => {
      assert.equal(
        bytesOf(scripted('set_vnet : { *(set_vnet) LONG(0x90909090); }', 'VNET_DEFINE(int, x) = 5;\n', '')),
        '05000000',
      );
    });

    test('a script that is not understood leaves the size unknown, and is named', () => {
      for (const body of [
        'set_vnet : { BYTE(1) *(set_vnet) }',
        'set_vnet : { *(set_vnet) FOO(1) }',
        '.data : { *(set_vnet) }',
        '.data : { *(set_*) }',
      ]) {
        assert.deepEqual(scripted(body, 'VNET_DEFINE(int, x) = 5;\n'), {
          failure: {
            file: 'sys/conf/ldscript.kmod.amd64',
            line: 0,
            message: 'the linker script is not understood: its contribution to set_vnet is unknown',
          },
          near: [],
        });
      }
    });
  });

  test('an unknown module is one line', () => {
    const workspace = openWorkspace(new NodeFiles(sampleFolder), { arch: 'amd64' });
    assert.ok(!('failure' in workspace));
    const image = new ModuleImages(workspace).image('shapr');
    assert.ok('failure' in image);
    assert.match(image.failure.message, /^no such module: shapr, did you mean shaper\?|^no such module: shapr/);
  });
});
