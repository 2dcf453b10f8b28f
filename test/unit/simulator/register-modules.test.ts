// Modules whose names are taken: linker_file_register_modules() of kern_linker.c and module_register() of
// kern_module.c, by reading them in 9.3 and 14.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { DeclaredModule } from '../../../server/src/core/simulator/kernel-image.ts';
import { array, int, moduleImage, profile9 } from '../../kit/kernel-images.ts';
import { bootable, labImage, runScenario } from '../../kit/lab-kernel.ts';

const declare = (name: string): DeclaredModule => ({
  name,
  handler: 'modevent',
  subsystem: { text: 'SI_SUB_PSEUDO', value: 0x7000000 },
  order: { text: 'SI_ORDER_ANY', value: 0xfffffff },
});
const modules = new Map(
  [
    moduleImage('one', [{ name: 'one_table', view: array(int, 4) }], { declares: [declare('first')] }),
    moduleImage('same', [], { declares: [declare('first')] }),
    moduleImage('twice', [], { declares: [declare('own'), declare('in_kernel'), declare('first')] }),
  ].map((image) => [image.name, image] as const),
);

function printed(text: string, image = labImage('13')): readonly string[] {
  const kernel = bootable(image, undefined, modules);
  kernel.isDeclaredInKernel = (_, name) => name === 'in_kernel';
  const { failure, events } = runScenario(text, kernel);
  assert.equal(failure?.messages[0], undefined);
  return events.flatMap((event) => (event.kind === 'printf' ? [event.text] : []));
}

describe('a module whose name is taken', () => {
  const REFUSED =
    'boot\nmodule load one\nfail kldload twice: File exists\nmodule load twice\nexpect modules == 1\nexpect refs one == 1\n';

  test('by the kernel and by another file: each is said, and the file is refused', () => {
    assert.deepEqual(printed(REFUSED), [
      'module_register: cannot register in_kernel from twice.ko; already loaded from kernel',
      'Module in_kernel failed to register: 17',
      'module_register: cannot register first from twice.ko; already loaded from one.ko',
      'Module first failed to register: 17',
    ]);
  });

  test('in the words of 9', () => {
    assert.deepEqual(printed(REFUSED, labImage('13', { profile: profile9 })), [
      'module_register: module in_kernel already exists!',
      'Module in_kernel failed to register: 17',
      'module_register: module first already exists!',
      'Module first failed to register: 17',
    ]);
  });

  test('by a preloaded file: it is said, and the file stays', () => {
    assert.deepEqual(printed('preload one twice\nboot\nexpect modules == 2\n'), [
      'module_register: cannot register in_kernel from twice.ko; already loaded from kernel',
      'Module in_kernel failed to register: 17',
      'module_register: cannot register first from twice.ko; already loaded from one.ko',
      'Module first failed to register: 17',
    ]);
  });

  test('and free again when its file is unloaded', () => {
    assert.deepEqual(printed('boot\nmodule load one\nmodule unload one\nmodule load same\nexpect modules == 1\n'), []);
  });
});
