import { addDependency } from './kern-linker.ts';
import { isInKernel, isSelfReference, linkerAddmodules, modlistLookup, modlistLookup2 } from './found-modules.ts';
import type { ModuleImage } from './kernel-image.ts';
import type { OwnedSysinit } from './kernel-state.ts';
import { linkElfLinkPreload } from './link-elf.ts';
import { linkElfObjLinkPreload } from './link-elf-obj.ts';
import { changeFile, fileById } from './linker-file.ts';
import { linkerFileUnload } from './linker-unload.ts';
import { registerModules } from './register-modules.ts';
import { relocateFile } from './relocate-file.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { registerSysctls } from './sysctl-registry.ts';

/**
 * linker_preload() (kern_linker.c): files that loader(8) left in memory get their module space in the loader's order,
 * then are linked as their dependencies allow.
 * @returns the SYSINITs that they add to the boot, by file in the order of linking.
 */
export function linkerPreload(
  kernel: SimulatedKernel,
  modules: readonly ModuleImage[],
): readonly (readonly OwnedSysinit[])[] {
  const loaded: number[] = [];
  for (const image of modules) {
    const result =
      kernel.image.machine.moduleFormat === 'ET_REL'
        ? linkElfObjLinkPreload(kernel, image)
        : linkElfLinkPreload(kernel, image);
    if ('id' in result) loaded.push(result.id);
  }
  const added: (readonly OwnedSysinit[])[] = [];
  for (const id of inOrderOfDependency(kernel, loaded)) {
    const sysinits = finish(kernel, id);
    if (sysinits !== undefined) added.push(sysinits);
  }
  return added;
}

/** The "kinky bubble sort": each file whose dependencies are there is taken, and the search begins anew. */
function inOrderOfDependency(kernel: SimulatedKernel, loaded: readonly number[]): readonly number[] {
  let waiting = [...loaded];
  const depended: number[] = [];
  for (;;) {
    const next = waiting.find((id) => resolves(kernel, id));
    if (next === undefined) break;
    waiting = waiting.filter((id) => id !== next);
    const image = fileById(kernel, next)?.image;
    const twice = image?.versions.find(
      ({ name, version }) =>
        modlistLookup(kernel, name, version) !== undefined ||
        image.inKernel.some((own) => own.name === name && own.version === version),
    );
    if (twice === undefined) {
      linkerAddmodules(kernel, next);
      depended.push(next);
    } else {
      kernel.printf(`module ${twice.name} already present!`);
      linkerFileUnload(kernel, next);
    }
  }
  for (const id of waiting) {
    kernel.printf(`KLD file ${fileById(kernel, id)?.filename ?? ''} is missing dependencies`);
    linkerFileUnload(kernel, id);
  }
  return depended;
}

function resolves(kernel: SimulatedKernel, id: number): boolean {
  const image = fileById(kernel, id)?.image;
  return (
    image?.depends.every(
      (dependency) =>
        isSelfReference(image, dependency) ||
        isInKernel(image, dependency) ||
        modlistLookup2(kernel, dependency) !== undefined,
    ) === true
  );
}

/** LINKER_LINK_PRELOAD_FINISH and what follows it. */
function finish(kernel: SimulatedKernel, id: number): readonly OwnedSysinit[] | undefined {
  const file = fileById(kernel, id);
  if (file === undefined) return undefined;
  for (const dependency of file.image.depends) {
    const found = modlistLookup2(kernel, dependency);
    const container = found === undefined || found.container === id ? undefined : fileById(kernel, found.container);
    if (container === undefined) continue;
    changeFile(kernel, container.id, { refs: container.refs + 1 });
    addDependency(kernel, id, container.id);
  }
  if (relocateFile(kernel, id) !== undefined) {
    kernel.printf(`KLD file ${file.filename} - could not finalize loading`);
    linkerFileUnload(kernel, id);
    return undefined;
  }
  // What can't be registered is said; the file stays.
  registerModules(kernel, id);
  registerSysctls(kernel, file.image.sysctls, file.filename, false);
  changeFile(kernel, id, { isLinked: true });
  return file.image.sysinits.sysinits.map((entry) => ({ entry, owner: file.filename }));
}
