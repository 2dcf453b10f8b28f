import { MODULE_LOAD, MODULE_QUIESCE, MODULE_UNLOAD } from '../machine/module-event.ts';
import { runPlainFunction } from './constructed-vnet.ts';
import { errnoOf, type Errno } from './errno.ts';
import type { LinkerFile } from './kernel-state.ts';
import { changeFile, fileById } from './linker-file.ts';
import { releaseKernel } from './linker-kernel-file.ts';
import { freeSets } from './module-sets.ts';
import { runSysinit } from './run-sysinit.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { descending, exchangeSort } from './sysinit-order.ts';
import { unregisterSysctls } from './sysctl-registry.ts';

/**
 * linker_file_unload() (kern_linker.c). A reference less is all when there are more; the last one takes the file's
 * interfaces, sysctls and SYSUNINITs away, then its dependencies, and only then gives its module space back. A handler
 * of its modules may refuse: then it stays, and the error is the answer. Handlers are asked where they refuse whatever
 * the kernel's state is.
 * @param isForced LINKER_UNLOAD_FORCE, of a file that was never ready.
 */
export function linkerFileUnload(kernel: SimulatedKernel, id: number, isForced = false): Errno | undefined {
  const file = fileById(kernel, id);
  if (file === undefined) return undefined;
  if (file.refs > 1) {
    changeFile(kernel, id, { refs: file.refs - 1 });
    return undefined;
  }
  const refused = isForced ? undefined : vetoed(kernel, file);
  if (refused !== undefined) return refused;
  if (!isForced && file.isLinked) unloadModules(kernel, file);
  kernel.state = {
    ...kernel.state,
    foundModules: kernel.state.foundModules.filter(({ container }) => container !== id),
  };
  if (file.isLinked) {
    changeFile(kernel, id, { isLinked: false });
    // Up to 10 the SYSUNINITs come first (kern_linker.c of 9.3 and 10.4); no difference shows.
    unregisterSysctls(kernel, file.filename);
    linkerFileSysuninit(kernel, id);
  }
  kernel.state = { ...kernel.state, files: kernel.state.files.filter((other) => other.id !== id) };
  releaseKernel(kernel);
  for (const dependency of file.deps) linkerFileUnload(kernel, dependency, isForced);
  freeSets(kernel, file);
  return undefined;
}

/** module_quiesce(), then module_unload() (kern_module.c), of each of the file's modules. */
function vetoed(kernel: SimulatedKernel, { image }: LinkerFile): Errno | undefined {
  for (const { name, handler } of image.declares) {
    const number = kernel.unloadAnswer?.(image, handler);
    if (number === undefined || number === 0) continue;
    kernel.tell({ kind: 'note', text: `${handler}() refuses to unload the module ${name}` });
    return errnoOf(number);
  }
  return undefined;
}

/** The handlers of the file's modules: of all with MOD_QUIESCE, then of all with MOD_UNLOAD. */
function unloadModules(kernel: SimulatedKernel, { image, filename }: LinkerFile): void {
  for (const called of [MODULE_QUIESCE, MODULE_UNLOAD])
    for (const { function: name, source, file, argument } of image.sysinits.sysinits)
      if (name === MODULE_LOAD && file !== '')
        runPlainFunction(kernel, { source: source ?? file, function: called, argument }, filename);
}

/** linker_file_sysuninit() (kern_linker.c): in descending order. */
function linkerFileSysuninit(kernel: SimulatedKernel, id: number): void {
  const file = fileById(kernel, id);
  if (file === undefined) return;
  const entries = file.image.sysinits.sysuninits.map((entry) => ({ entry, owner: file.filename }));
  for (const sysuninit of exchangeSort(entries, descending)) runSysinit(kernel, sysuninit);
}
