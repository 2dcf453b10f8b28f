import assert from 'node:assert/strict';
import test from 'node:test';
import { headerGenerator } from '../../../server/src/core/kernel/generated-headers.ts';
import { translateKobjInterface } from '../../../server/src/core/kernel/kobj-interface.ts';
import { translateVnodeInterface } from '../../../server/src/core/kernel/vnode-interface.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const interfaceText = [
  '#include <sys/bus.h>', '', '/**', ' * @brief About pets', ' */', 'INTERFACE pet;', '', 'CODE {', '\tstatic int none(void) { return (0); }', '};', '',
  'HEADER {', '\tstruct food;', '};', '', '/** feeds it */', 'METHOD int feed {', '\tdevice_t\tdev;', '\tstruct food *what;', '} DEFAULT none;', '',
  'STATICMETHOD void count { void *where; };', '',
].join('\n');

test('a kobj interface: descriptors, typedefs, inline functions, HEADER sections', () => {
  const header = translateKobjInterface(interfaceText, 'sys/pet/pet_if.m', '');
  const code = header.slice(header.indexOf('#ifndef'));
  assert.equal(code, [
    '#ifndef _pet_if_h_', '#define _pet_if_h_', '', '', 'struct food;', '',
    '/** @brief Unique descriptor for the PET_FEED() method */', 'extern struct kobjop_desc pet_feed_desc;',
    '/** @brief A function implementing the PET_FEED() method */', 'typedef int pet_feed_t(device_t dev, struct food *what);', '/** feeds it */', '',
    'static __inline int PET_FEED(device_t dev, struct food *what)', '{', '\tkobjop_t _m;', '\tint rc;', '\tKOBJOPLOOKUP(((kobj_t)dev)->ops,pet_feed);',
    '\trc = ((pet_feed_t *) _m)(dev, what);', '\treturn (rc);', '}', '',
    '/** @brief Unique descriptor for the PET_COUNT() method */', 'extern struct kobjop_desc pet_count_desc;',
    '/** @brief A function implementing the PET_COUNT() method */', 'typedef void pet_count_t(void *where);', '',
    'static __inline void PET_COUNT(void *where)', '{', '\tkobjop_t _m;', '\tKOBJOPLOOKUP(where->ops,pet_count);', '\t((pet_count_t *) _m)(where);', '}', '',
    '#endif /* _pet_if_h_ */', '',
  ].join('\n'));
});

test('long prototypes are split at commas so that no line exceeds 80 columns', () => {
  const method = 'INTERFACE x;\nMETHOD int alloc {\n\tdevice_t dev;\n\tstruct resource_map_request *arguments;\n\tstruct resource_map *map;\n};\n';
  const header = translateKobjInterface(method, 'x_if.m', '');
  assert.ok(header.includes('typedef int x_alloc_t(device_t dev, struct resource_map_request *arguments,\n                      struct resource_map *map);\n'));
});

test('releases whose awk returns the value directly', () => {
  const header = translateKobjInterface(interfaceText, 'pet_if.m', 'retrn = (ret != "void") ? "return " : "";');
  assert.ok(header.includes('\treturn ((pet_feed_t *) _m)(dev, what);\n}'));
  assert.ok(!header.includes('int rc;'));
});

const vnodeSource = '# comment\n%% open\tvp\tL L L\n\nvop_open {\n\tIN struct vnode *vp;\n\tINOUT struct vnode **vpp; /* gone */\n\tIN WILLRELE int   mode;\n};\n';

test('vnode operations: arguments, the operations\' vector, types', () => {
  const header = translateVnodeInterface(vnodeSource, 'h', '');
  assert.ok(header.includes('struct vop_open_args {\n\tstruct vop_generic_args a_gen;\n\tstruct vnode *a_vp;\n\tstruct vnode **a_vpp;\n\tint a_mode;\n};\n'));
  assert.ok(header.includes('static __inline int VOP_OPEN(\n\tstruct vnode *vp,\n\tstruct vnode **vpp,\n\tint mode)\n{'));
  assert.ok(translateVnodeInterface(vnodeSource, 'q', '').includes('struct vop_open_args;\ntypedef int vop_open_t(struct vop_open_args *);\n'));
  const vector = translateVnodeInterface(vnodeSource, 'p', 'printp("\\tstruct vop_vector\\t*vop_default;")\nprintp("\\tbool\\tregistered;")');
  assert.ok(vector.endsWith('struct vop_vector {\n\tstruct vop_vector\t*vop_default;\n\tvop_bypass_t\t*vop_bypass;\n\tvop_open_t\t*vop_open;\n\tbool\tregistered;\n};\n'));
});

test('who answers for which header', () => {
  const files = new MemoryFiles({
    'sys/conf/files': 'dev/pet/pet_if.m\toptional pet\n', 'sys/dev/pet/pet_if.m': interfaceText, 'sys/modules/own/deep/own_if.m': 'INTERFACE own;\n', 'sys/kern/vnode_if.src': vnodeSource,
  });
  const { generate } = headerGenerator({ files, sysDir: 'sys', kernelFiles: [], isOptionHeaderEmpty: () => false });
  assert.match(generate('pet_if.h') ?? '', /PET_FEED/);
  assert.match(generate('own_if.h') ?? '', /_own_if_h_/);
  assert.match(generate('vnode_if.h') ?? '', /VOP_OPEN/);
  assert.equal(generate('usbdevs.h'), '');
  assert.equal(generate('none_if.h'), undefined);
  assert.equal(generate('sys/param.h'), undefined);
});
