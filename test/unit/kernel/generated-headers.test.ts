import assert from 'node:assert/strict';
import test from 'node:test';
import { headerGenerator } from '../../../server/src/core/kernel/generated-headers.ts';
import type { KernelFile } from '../../../server/src/core/kernel/kernel-files.ts';
import { BuildFiles } from '../../../server/src/core/kernel/make/build-files.ts';
import { runCommand } from '../../../server/src/core/kernel/make/run-command.ts';
import { translateKobjInterface } from '../../../server/src/core/kernel/kobj-interface.ts';
import { translateVnodeInterface } from '../../../server/src/core/kernel/vnode-interface.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const interfaceText = [
  '#include <sys/bus.h>',
  '',
  '/**',
  ' * @brief About pets',
  ' */',
  'INTERFACE pet;',
  '',
  'CODE {',
  '\tstatic int none(void) { return (0); }',
  '};',
  '',
  'HEADER {',
  '\tstruct food;',
  '};',
  '',
  '/** feeds it */',
  'METHOD int feed {',
  '\tdevice_t\tdev;',
  '\tstruct food *what;',
  '} DEFAULT none;',
  '',
  'STATICMETHOD void count { void *where; };',
  '',
].join('\n');

test('a kobj interface: descriptors, typedefs, inline functions, HEADER sections', () => {
  const header = translateKobjInterface(interfaceText, 'sys/pet/pet_if.m', '');
  const code = header.slice(header.indexOf('#ifndef'));
  assert.equal(
    code,
    [
      '#ifndef _pet_if_h_',
      '#define _pet_if_h_',
      '',
      '',
      'struct food;',
      '',
      '/** @brief Unique descriptor for the PET_FEED() method */',
      'extern struct kobjop_desc pet_feed_desc;',
      '/** @brief A function implementing the PET_FEED() method */',
      'typedef int pet_feed_t(device_t dev, struct food *what);',
      '/** feeds it */',
      '',
      'static __inline int PET_FEED(device_t dev, struct food *what)',
      '{',
      '\tkobjop_t _m;',
      '\tint rc;',
      '\tKOBJOPLOOKUP(((kobj_t)dev)->ops,pet_feed);',
      '\trc = ((pet_feed_t *) _m)(dev, what);',
      '\treturn (rc);',
      '}',
      '',
      '/** @brief Unique descriptor for the PET_COUNT() method */',
      'extern struct kobjop_desc pet_count_desc;',
      '/** @brief A function implementing the PET_COUNT() method */',
      'typedef void pet_count_t(void *where);',
      '',
      'static __inline void PET_COUNT(void *where)',
      '{',
      '\tkobjop_t _m;',
      '\tKOBJOPLOOKUP(where->ops,pet_count);',
      '\t((pet_count_t *) _m)(where);',
      '}',
      '',
      '#endif /* _pet_if_h_ */',
      '',
    ].join('\n'),
  );
});

test('long prototypes are split at commas so that no line exceeds 80 columns', () => {
  const method =
    'INTERFACE x;\nMETHOD int alloc {\n\tdevice_t dev;\n\tstruct resource_map_request *arguments;\n\tstruct resource_map *map;\n};\n';
  const header = translateKobjInterface(method, 'x_if.m', '');
  assert.ok(
    header.includes(
      'typedef int x_alloc_t(device_t dev, struct resource_map_request *arguments,\n                      struct resource_map *map);\n',
    ),
  );
});

test('releases whose awk returns the value directly', () => {
  const header = translateKobjInterface(interfaceText, 'pet_if.m', 'retrn = (ret != "void") ? "return " : "";');
  assert.ok(header.includes('\treturn ((pet_feed_t *) _m)(dev, what);\n}'));
  assert.ok(!header.includes('int rc;'));
});

const vnodeSource =
  '# comment\n%% open\tvp\tL L L\n\nvop_open {\n\tIN struct vnode *vp;\n\tINOUT struct vnode **vpp; /* gone */\n\tIN WILLRELE int   mode;\n};\n';

test("vnode operations: arguments, the operations' vector, types", () => {
  const header = translateVnodeInterface(vnodeSource, 'h', '');
  assert.ok(
    header.includes(
      'struct vop_open_args {\n\tstruct vop_generic_args a_gen;\n\tstruct vnode *a_vp;\n\tstruct vnode **a_vpp;\n\tint a_mode;\n};\n',
    ),
  );
  assert.ok(
    header.includes('static __inline int VOP_OPEN(\n\tstruct vnode *vp,\n\tstruct vnode **vpp,\n\tint mode)\n{'),
  );
  assert.ok(
    translateVnodeInterface(vnodeSource, 'q', '').includes(
      'struct vop_open_args;\ntypedef int vop_open_t(struct vop_open_args *);\n',
    ),
  );
  const vector = translateVnodeInterface(
    vnodeSource,
    'p',
    'printp("\\tstruct vop_vector\\t*vop_default;")\nprintp("\\tbool\\tregistered;")',
  );
  assert.ok(
    vector.endsWith(
      'struct vop_vector {\n\tstruct vop_vector\t*vop_default;\n\tvop_bypass_t\t*vop_bypass;\n\tvop_open_t\t*vop_open;\n\tbool\tregistered;\n};\n',
    ),
  );
});

test("rpcgen -h, as config(8)'s lists call it", () => {
  // Expected: rpcgen -hM of Debian's rpcsvc-proto 1.4.3 on this text, without prototypes, blanks and #ifdef
  // __cplusplus.
  const text = [
    'const MAXNAME = 255;',
    '#ifdef RPC_HDR',
    '%#include <sys/zone.h>',
    '#endif',
    '#ifdef RPC_XDR',
    '%#include "never.h"',
    '#endif',
    '/* struct not { int a; }; */',
    'typedef string name<MAXNAME>;',
    'typedef opaque handle[16];',
    'struct item {',
    '\tname\ttitle;',
    '\topaque\tbody<>;',
    '\tunsigned int n;',
    '\tbool\tisSet;',
    '\titem\t*next;',
    '\tint\ttable[MAXNAME];',
    '\tint\tvalues<10>;',
    '};',
    'union result switch (int which) {',
    'case 1:',
    '\titem one;',
    'case 2:',
    'case 3:',
    '\tint code;',
    'default:',
    '\tvoid;',
    '};',
    '',
  ].join('\n');
  const made = runCommand(
    "RPCGEN_CPP='cc -E' rpcgen -hM sys/kgssapi/t.x | grep -v pthread.h > t.h && cat t.h",
    new BuildFiles(new MemoryFiles({ 'sys/kgssapi/t.x': text }), new Map(), new Map()),
  );
  assert.ok('output' in made, JSON.stringify(made));
  assert.equal(
    made.output.replaceAll(/\s+/g, ' '),
    [
      '#ifndef _T_H_RPCGEN #define _T_H_RPCGEN #include <rpc/rpc.h> #define MAXNAME 255 #include <sys/zone.h> typedef char *name; typedef char handle[16];',
      'struct item { name title; struct { u_int body_len; char *body_val; } body; u_int n; bool_t isSet; struct item *next; int table[MAXNAME];',
      'struct { u_int values_len; int *values_val; } values; }; typedef struct item item;',
      'struct result { int which; union { item one; int code; } result_u; }; typedef struct result result; #endif ',
    ].join(' '),
  );
});

test('a header that the lists have a command for: made, or unknown with the reason', () => {
  const file = (name: string, compileWith: string): KernelFile => ({
    name,
    compileWith,
    isLocal: false,
    objectPrefix: '',
    hasNoObject: true,
    hasNoImplicitRule: true,
    isBeforeDepend: true,
    isWithoutWarningErrors: false,
    listFile: 'sys/conf/files',
    line: 7,
  });
  const kernelFiles = [file('made.h', 'echo "#define MADE 1" > made.h'), file('gone.h', 'perl gone.pl > gone.h')];
  const make: NonNullable<Parameters<typeof headerGenerator>[0]['make']> = (name, command) => {
    const built = new BuildFiles(new MemoryFiles({}), new Map(), new Map());
    const result = runCommand(command, built);
    return 'output' in result
      ? { text: built.read(name) ?? '' }
      : { because: `${result.notUnderstood} is not understood` };
  };
  const { generate, unknown } = headerGenerator({
    files: new MemoryFiles({}),
    sysDir: 'sys',
    kernelFiles,
    isOptionHeaderEmpty: () => false,
    make,
  });
  assert.deepEqual([generate('made.h'), unknown('made.h')], ['#define MADE 1\n', undefined]);
  assert.deepEqual(
    [generate('gone.h'), unknown('gone.h')],
    [
      '',
      {
        file: 'sys/conf/files',
        line: 7,
        message: 'the content of gone.h is unknown: in its recipe the command perl is not understood',
      },
    ],
  );
});

test('who answers for which header', () => {
  const files = new MemoryFiles({
    'sys/conf/files': 'dev/pet/pet_if.m\toptional pet\n',
    'sys/dev/pet/pet_if.m': interfaceText,
    'sys/modules/own/deep/own_if.m': 'INTERFACE own;\n',
    'sys/kern/vnode_if.src': vnodeSource,
  });
  const { generate } = headerGenerator({ files, sysDir: 'sys', kernelFiles: [], isOptionHeaderEmpty: () => false });
  assert.match(generate('pet_if.h') ?? '', /PET_FEED/);
  assert.match(generate('own_if.h') ?? '', /_own_if_h_/);
  assert.match(generate('vnode_if.h') ?? '', /VOP_OPEN/);
  assert.equal(generate('usbdevs.h'), '');
  assert.equal(generate('none_if.h'), undefined);
  assert.equal(generate('sys/param.h'), undefined);
});
