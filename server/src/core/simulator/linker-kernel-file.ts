import { EBUSY, type Errno } from './errno.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** What link_elf_init() (link_elf.c) calls the kernel's own file; loader(8) gives it the same name. */
export const KERNEL_FILE = 'kernel';

/** lf->refs of the kernel's file: one of its own, and one of each file that is loaded (linker_load_dependencies()). */
function kernelRefs({ state }: SimulatedKernel): number {
  return 1 + state.files.length - state.kernelFile.taken;
}

/**
 * kern_kldunload() (kern_linker.c) of the kernel's own file: as long as a loaded file holds it, one reference less is
 * all. Where none does, linker_file_unload() asks the kernel's own modules.
 * @returns a string that says why nobody knows what happens.
 */
export function kldunloadKernel(kernel: SimulatedKernel): Errno | string | undefined {
  const { userrefs, taken } = kernel.state.kernelFile;
  if (userrefs === 0) {
    kernel.printf('kldunload: attempt to unload file that was loaded by the kernel');
    kernel.tell({ kind: 'error', call: `kldunload ${KERNEL_FILE}`, errno: EBUSY });
    return EBUSY;
  }
  if (kernelRefs(kernel) <= 1)
    return `unknown: no loaded file refers to the kernel's own file, and linker_file_unload() then asks the handlers of all modules that the kernel contains; they are not run`;
  kernel.state = { ...kernel.state, kernelFile: { userrefs: userrefs - 1, taken: taken + 1 } };
  kernel.tell({ kind: 'kldunload', file: KERNEL_FILE, id: 1, refs: kernelRefs(kernel) });
  return undefined;
}

/** What a file that has left the list takes from the kernel's own: its reference, or all, when it was the last one. */
export function releaseKernel(kernel: SimulatedKernel): void {
  if (kernelRefs(kernel) > 0) return;
  kernel.tell({
    kind: 'note',
    text: `the last reference to the kernel's own file is gone: linker_file_unload() asks the handlers of all modules that the kernel contains; they are not run, and are taken to refuse`,
  });
  kernel.state = { ...kernel.state, kernelFile: { ...kernel.state.kernelFile, taken: kernel.state.files.length } };
}
