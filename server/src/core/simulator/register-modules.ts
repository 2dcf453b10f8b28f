import { EEXIST, type Errno } from './errno.ts';
import type { LinkerFile } from './kernel-state.ts';
import { fileById } from './linker-file.ts';
import { KERNEL_FILE } from './linker-kernel-file.ts';
import { sprintf } from './printf.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/**
 * linker_file_register_modules() (kern_linker.c): every module of the file is registered; the first error is the
 * answer. module_register() (kern_module.c) refuses a name that another file, or the kernel itself, has registered.
 */
export function registerModules(kernel: SimulatedKernel, id: number): Errno | undefined {
  const file = fileById(kernel, id);
  let first: Errno | undefined;
  for (const { name } of file?.image.declares ?? []) {
    const holder = file && holderOf(kernel, file, name);
    if (file === undefined || holder === undefined) continue;
    kernel.printf(taken(kernel.image.profile.messages.moduleTaken.value, name, file.filename, holder));
    kernel.printf(`Module ${name} failed to register: ${EEXIST.number}`);
    first = EEXIST;
  }
  return first;
}

/** module_lookupbyname(), with the file that the module lies in. */
function holderOf(kernel: SimulatedKernel, { id, image }: LinkerFile, name: string): string | undefined {
  // A file whose dependencies are loaded, or that is preloaded further behind, has registered nothing yet.
  const other = kernel.state.files.find(
    (one) => one.id !== id && one.isLinked && one.image.declares.some((declared) => declared.name === name),
  );
  if (other !== undefined) return other.filename;
  return kernel.isDeclaredInKernel?.(image, name) === true ? KERNEL_FILE : undefined;
}

/** The tree's own words: those of 9 name the module alone, later ones the function, the file and who has it too. */
function taken(
  format = '%s: cannot register %s from %s; already loaded from %s\n',
  name: string,
  file: string,
  holder: string,
): string {
  return format.startsWith('%s') ? sprintf(format, 'module_register', name, file, holder) : sprintf(format, name);
}
