import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test, { describe } from 'node:test';
import type { KernelImage, ModuleImage } from '../../../server/src/core/simulator/kernel-image.ts';
import { array, int, modspace, moduleImage, profile9, withSetEnd } from '../../kit/kernel-images.ts';
import { bootable, labImage, labKernel, labModules, runScenario } from '../../kit/lab-kernel.ts';

/** Scenarios on small kernels: each expectation in them is read off the kernel function that it names. */
const folder = new URL('scenarios/', import.meta.url);

const KERNELS: Readonly<Record<string, KernelImage>> = {
  '13': labImage('13'),
  main: labImage('main'),
  '9': labImage('13', { profile: profile9 }),
  '13-shared': labImage('13', { arch: 'arm64', machine: { ...labKernel.machine, moduleFormat: 'ET_DYN' } }),
  '13-shared-rel': labImage('13', {
    arch: 'armv7',
    machine: { ...labKernel.machine, moduleFormat: 'ET_DYN', addends: 'REL' },
  }),
  'main-i386': labImage('main', {
    arch: 'i386',
    machine: { ...labKernel.machine, moduleFormat: 'ET_DYN', addends: 'REL' },
  }),
  '13-no-vimage': labImage('13', { vimage: false, sets: { set_vnet: undefined, set_pcpu: labKernel.sets.set_pcpu } }),
};

const fill = moduleImage('fill', [{ name: 'fill_table', view: array(int, 56) }]);
const more: readonly ModuleImage[] = [
  fill,
  moduleImage('big2', [{ name: 'big2_table', view: array(int, 199) }]),
  withSetEnd(moduleImage('padded', [{ name: 'padded', view: array(int, 60) }]), [0x90, 0x90, 0x90, 0x90]),
];
const modules = new Map([...labModules, ...more.map((image) => [image.name, image] as const)]);

describe('scenarios', () => {
  for (const file of readdirSync(folder).sort()) {
    test(file, () => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const image = KERNELS[/^# kernel: (\S+)$/m.exec(text)?.[1] ?? ''];
      assert.ok(image !== undefined, 'the first line names a kernel');
      const plain = image.vimage
        ? modules
        : new Map(
            [...modules].map(([name, module]) => [name, { ...module, sets: { ...module.sets, set_vnet: undefined } }]),
          );
      const { failure } = runScenario(text, bootable(image, undefined, plain));
      assert.equal(
        failure === undefined ? '' : `${file}:${failure.line}:${failure.column}: ${failure.messages.join('; ')}`,
        '',
      );
    });
  }

  test('modspace is the size that the scenarios count on', () => {
    assert.equal(
      labKernel.sets.set_vnet?.members.find(({ name }) => name === 'modspace')?.sizeBytes,
      modspace(1024).view.sizeBytes,
    );
  });
});
