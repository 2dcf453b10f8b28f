// The image that the simulator is fed with: what tiny kernels hold can be counted by hand. Bytes and order of real
// objects are held to a compiler in test/conformance/kernel-image.test.ts.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { kernelImage } from '../../../server/src/core/analysis/image/kernel-image.ts';
import type { KernelImage, SetContents } from '../../../server/src/core/simulator/kernel-image.ts';
import type { TypeView } from '../../../server/src/core/simulator/type-view.ts';
import type { TinyKernel } from '../../kit/tiny-kernel.ts';
import { HEAD, workspaceOf } from '../../kit/tiny-workspace.ts';

function imageOf(sources: Readonly<Record<string, string>>, more: Omit<TinyKernel, 'sources'> = {}): KernelImage {
  const image = kernelImage(workspaceOf({ sources, ...more }));
  if ('failure' in image) throw new Error(image.failure.message);
  return image;
}

/** One source's image, behind the headers of the sample kernel. */
function one(text: string): KernelImage {
  return imageOf({ 'sys/net/a.c': HEAD + text });
}

function vnetOf(image: KernelImage): SetContents {
  assert.ok(image.sets.set_vnet !== undefined);
  return image.sets.set_vnet;
}

describe('the reference copy', () => {
  test("bytes stand at their members' places, little end first", () => {
    const { sizeBytes, alignBytes, bytes, members } = vnetOf(
      one('VNET_DEFINE(short, a) = 0x0102;\nVNET_DEFINE(int, b) = -2;\nVNET_DEFINE(int, c);\n'),
    );
    assert.deepEqual(
      members.map(({ name, offsetBytes, line }) => `${name}@${offsetBytes}:${line}`),
      ['a@0:7', 'b@4:8', 'c@8:9'],
    );
    assert.deepEqual([sizeBytes, alignBytes, [...bytes]], [12, 4, [2, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0]]);
  });

  test('an address is a relocation that names what it points to', () => {
    const { relocations } = vnetOf(
      one(
        [
          'extern int table[4];',
          'static void hook(void) { }',
          'VNET_DECLARE(int, elsewhere);',
          'VNET_DEFINE(int, x);',
          'VNET_DEFINE(int *, self) = &VNET_NAME(x);',
          'VNET_DEFINE(int *, other) = &VNET_NAME(elsewhere);',
          'VNET_DEFINE(int *, third) = &table[3];',
          'typedef void hook_t(void);',
          'VNET_DEFINE(hook_t *, f) = hook;',
          'VNET_DEFINE(const char *, text) = "a\\tb";',
          '',
        ].join('\n'),
      ),
    );
    assert.deepEqual(
      relocations.map(({ offsetBytes, sizeBytes, addend, target }) => ({ offsetBytes, sizeBytes, addend, ...target })),
      [
        // x is created by self's initializer, so it comes first.
        {
          offsetBytes: 8,
          sizeBytes: 8,
          addend: 0,
          kind: 'member',
          set: 'set_vnet',
          name: 'x',
          symbol: 'vnet_entry_x',
          own: 0,
        },
        {
          offsetBytes: 16,
          sizeBytes: 8,
          addend: 0,
          kind: 'member',
          set: 'set_vnet',
          name: 'elsewhere',
          symbol: 'vnet_entry_elsewhere',
          own: undefined,
        },
        { offsetBytes: 24, sizeBytes: 8, addend: 12, kind: 'object', symbol: 'table' },
        { offsetBytes: 32, sizeBytes: 8, addend: 0, kind: 'function', symbol: 'hook' },
        { offsetBytes: 40, sizeBytes: 8, addend: 0, kind: 'string', text: 'a\tb' },
      ],
    );
  });

  test('a static namesake of another object is another member', () => {
    const source = (value: number): string =>
      `${HEAD}VNET_DEFINE_STATIC(int, x) = ${value};\nVNET_DEFINE_STATIC(int *, p) = &VNET_NAME(x);\n`;
    const { members, relocations } = vnetOf(imageOf({ 'sys/net/a.c': source(1), 'sys/net/b.c': source(2) }));
    assert.deepEqual(
      members.map(({ name, object, offsetBytes, isStatic }) => [name, object, offsetBytes, isStatic]),
      [
        ['x', 0, 0, true],
        ['p', 0, 8, true],
        ['x', 1, 16, true],
        ['p', 1, 24, true],
      ],
    );
    assert.deepEqual(
      relocations.map(({ target }) => (target.kind === 'member' ? target.own : target.kind)),
      [0, 2],
    );
  });

  test('what no constant tells is an unknown range, and the rest is not', () => {
    const { bytes, unknowns } = vnetOf(
      one('int f(void);\nVNET_DEFINE(int, a) = 7;\nVNET_DEFINE(int, b) = f();\nVNET_DEFINE(int, c) = 9;\n'),
    );
    assert.deepEqual(unknowns, [
      { offsetBytes: 4, sizeBytes: 4, reason: "initial value of 'b': a call of 'f' is not a constant" },
    ]);
    assert.deepEqual([...bytes], [7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
  });

  test('a size that is not known is a failure that names the member', () => {
    const image = kernelImage(
      workspaceOf({ sources: { 'sys/net/a.c': `${HEAD}struct later;\nVNET_DEFINE(struct later, x);\n` } }),
    );
    assert.ok('failure' in image);
    assert.equal(
      image.failure.message,
      "nothing behind 'x' can be placed: its size is unknown: struct later is not defined here (amd64 GENERIC)",
    );
  });

  test('set_pcpu is assembled alike', () => {
    const image = one('#include <sys/pcpu.h>\nDPCPU_DEFINE(int, n) = 5;\nDPCPU_DEFINE_STATIC(char, c) = 1;\n');
    assert.ok(image.sets.set_pcpu !== undefined);
    assert.deepEqual(
      image.sets.set_pcpu.members.map(({ symbol, offsetBytes }) => [symbol, offsetBytes]),
      [
        ['pcpu_entry_n', 0],
        ['pcpu_entry_c', 4],
      ],
    );
    assert.deepEqual([...image.sets.set_pcpu.bytes], [5, 0, 0, 0, 1]);
    assert.equal(image.sets.set_vnet, undefined);
  });

  test('without VIMAGE there is no set_vnet', () => {
    const image = imageOf(
      {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a) = 7;\nstatic void f(void *x) { }\nVNET_SYSINIT(a, SI_SUB_PSEUDO, SI_ORDER_ANY, f, NULL);\n`,
      },
      { vimage: false },
    );
    assert.deepEqual([image.vimage, image.sets.set_vnet], [false, undefined]);
    assert.deepEqual(
      image.sysinits.sysinits.map(({ identifier, function: called, vnet }) => [identifier, called, vnet]),
      [['a', 'f', undefined]],
    );
  });
});

describe('views of types', () => {
  const viewOf = (text: string): TypeView => {
    const view = vnetOf(one(`${text}\n`)).members[0]?.view;
    assert.ok(view !== undefined);
    return view;
  };

  test("a record's members with bits, anonymous unions and flexible arrays", () => {
    const view = viewOf(
      'struct r { unsigned a:3; unsigned :5; unsigned b:4; union { int i; char c[2]; }; struct r *next; short tail[]; };\nVNET_DEFINE(struct r, x);',
    );
    assert.equal(view.kind, 'record');
    const rows = view.fields.map((field) => [
      field.name,
      field.offsetBits,
      field.widthBits,
      field.view.kind,
      field.view.sizeBytes,
    ]);
    assert.deepEqual(rows, [
      ['a', 0, 3, 'scalar', 4],
      ['b', 8, 4, 'scalar', 4],
      ['', 32, undefined, 'record', 4],
      ['next', 64, undefined, 'pointer', 8],
      ['tail', 128, undefined, 'array', 0],
    ]);
  });

  test('arrays have a stride, enums their names, pointers what they point to', () => {
    const array = viewOf('enum e { ONE = 1, MANY = 0x7fffffff };\nVNET_DEFINE(enum e, x[3]);');
    assert.ok(array.kind === 'array' && array.element.kind === 'scalar');
    assert.deepEqual(
      [array.count, array.strideBytes, array.sizeBytes, array.element.enumerators],
      [
        3,
        4,
        12,
        [
          { name: 'ONE', value: '1' },
          { name: 'MANY', value: '2147483647' },
        ],
      ],
    );
    const pointer = viewOf('typedef int f_t(long);\nVNET_DEFINE(f_t *, f);');
    assert.deepEqual(pointer, { kind: 'pointer', text: 'f_t *', sizeBytes: 8, to: 'f_t', toFunction: true });
  });

  test('a type that several objects use is one view', () => {
    const { members } = vnetOf(
      imageOf({
        'sys/net/a.c': `${HEAD}VNET_DEFINE(struct vnet, a);\n`,
        'sys/net/b.c': `${HEAD}VNET_DEFINE(struct vnet, b);\n`,
      }),
    );
    assert.equal(members[0]?.view, members[1]?.view);
  });
});

describe('sysinits', () => {
  const rows = (image: KernelImage): readonly string[] =>
    image.sysinits.sysinits.map(
      ({ identifier, subsystem, order, function: called, argument, vnet }) =>
        `${identifier} ${subsystem.text}=${subsystem.value.toString(16)} ${order.text}=${order.value.toString(16)} ${called}(${argument})${vnet === undefined ? '' : ` ${vnet.kind} ${vnet.function}(${vnet.argument})`}`,
    );
  const F = 'static int data;\nstatic void f(void *x) { }\nstatic void g(const void *x) { }\n';

  test('what they register, in the words of the source after expansion', () => {
    const image = one(
      `${F}VNET_SYSINIT(first, SI_SUB_PSEUDO, SI_ORDER_ANY - 1, f, NULL);\n#define LEVEL SI_SUB_INIT_IF\nVNET_SYSUNINIT(second, LEVEL, (SI_ORDER_FIRST) + 2, g, &data);\nSYSINIT(plain, SI_SUB_KLD, SI_ORDER_FIRST, f, (void *)0x10);\n`,
    );
    assert.deepEqual(rows(image), [
      'first SI_SUB_PSEUDO=7000000 SI_ORDER_ANY - 1=ffffffe vnet_register_sysinit(first_vnet_init) constructor f(NULL)',
      'second SI_SUB_INIT_IF=3000000 (SI_ORDER_FIRST) + 2=2 vnet_register_sysuninit(second_vnet_uninit) destructor g(data)',
      'plain SI_SUB_KLD=2000000 SI_ORDER_FIRST=0 f(0x10)',
    ]);
    assert.deepEqual(
      image.sysinits.sysuninits.map(({ vnet }) => `${vnet?.kind} ${vnet?.action}`),
      ['constructor deregister', 'destructor deregister'],
    );
    assert.deepEqual(
      image.sysinits.sysinits.map(({ file, line }) => `${file}:${line}`),
      ['sys/net/a.c:10', 'sys/net/a.c:12', 'sys/net/a.c:13'],
    );
  });

  test('link order, then the order in the source; what #if leaves out does not exist', () => {
    const source = (name: string): string =>
      `${HEAD}${F}VNET_SYSINIT(${name}2, SI_SUB_PSEUDO, SI_ORDER_ANY, f, NULL);\n#ifdef NOTHING\nVNET_SYSINIT(${name}0, SI_SUB_PSEUDO, SI_ORDER_ANY, f, NULL);\n#endif\nVNET_SYSINIT(${name}1, SI_SUB_INIT_IF, SI_ORDER_ANY, f, NULL);\n`;
    const image = imageOf({ 'sys/net/b.c': source('b'), 'sys/net/a.c': source('a') });
    assert.deepEqual(
      image.sysinits.sysinits.map(({ identifier, object }) => `${identifier} of ${image.objects[object]}`),
      ['b2 of sys/net/b.c', 'b1 of sys/net/b.c', 'a2 of sys/net/a.c', 'a1 of sys/net/a.c'],
    );
  });

  test('a source that registers through a wrapper of a header is found too', () => {
    const image = imageOf({
      'sys/net/own.h':
        '#define OUTER(x) INNER(x)\n#define INNER(x) VNET_SYSINIT(x, SI_SUB_PSEUDO, SI_ORDER_ANY, f, NULL)\n',
      'sys/net/a.c': `${HEAD}#include <net/own.h>\nVNET_DEFINE(int, v);\n`,
      'sys/net/b.c': `${HEAD}#include <net/own.h>\n${F}OUTER(wrapped);\n`,
    });
    assert.deepEqual(
      image.sysinits.sysinits.map(({ identifier, file }) => `${identifier} ${file}`),
      ['wrapped sys/net/b.c'],
    );
  });
});

describe('sysctls', () => {
  test("names go through nodes of other objects, underscores and all; flags have the tree's names", () => {
    const image = imageOf({
      'sys/kern/mib.c': `${HEAD}SYSCTL_ROOT_NODE(OID_AUTO, net, CTLFLAG_RW, 0, "");\nSYSCTL_NODE(_net, OID_AUTO, two_words, CTLFLAG_RW, 0, "");\n`,
      'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a[2]);\nstatic int plain;\nSYSCTL_DECL(_net_two_words);\nSYSCTL_INT(_net_two_words, OID_AUTO, a, CTLFLAG_RWTUN | CTLFLAG_VNET, &VNET_NAME(a[1]), 0, "an a");\nSYSCTL_INT(_net_two_words, OID_AUTO, plain, CTLFLAG_RD, &plain, 3, "");\n`,
    });
    assert.deepEqual(
      image.sysctls.map(({ name, type, flags, arg1, arg2, handler, format, description, line }) => ({
        name,
        type,
        flags,
        arg1,
        arg2,
        handler,
        format,
        description,
        line,
      })),
      [
        {
          name: 'net.two_words.a',
          type: 'INT',
          flags: ['RD', 'WR', 'TUN', 'MPSAFE', 'VNET'],
          arg1: { target: { kind: 'member', set: 'set_vnet', name: 'a', symbol: 'vnet_entry_a', own: 0 }, addend: 4 },
          arg2: 0,
          handler: 'sysctl_handle_int',
          format: 'I',
          description: 'an a',
          line: 10,
        },
        {
          name: 'net.two_words.plain',
          type: 'INT',
          flags: ['RD', 'MPSAFE'],
          arg1: { target: { kind: 'object', symbol: 'plain' }, addend: 0 },
          arg2: 3,
          handler: 'sysctl_handle_int',
          format: 'I',
          description: '',
          line: 11,
        },
      ],
    );
  });
});

describe('machine and constants', () => {
  test('evaluated in the tree', () => {
    const { machine, constants } = one('VNET_DEFINE(int, a);\n');
    assert.deepEqual(machine, {
      pointerBytes: 8,
      isBigEndian: false,
      pageBytes: 4096,
      cacheLineBytes: 64,
      moduleFormat: 'ET_REL',
      addends: 'RELA',
    });
    assert.equal(constants.subsystems.find(({ name }) => name === 'SI_SUB_VNET')?.value, 0x21e0000);
    assert.equal(constants.orders.at(-1)?.name, 'SI_ORDER_ANY');
    assert.equal(constants.sysctlFlags.find(({ name }) => name === 'CTLFLAG_VNET')?.value, 0x20000);
    assert.equal(constants.structVnet?.fields[0]?.offsetBits, 0);
  });
});
