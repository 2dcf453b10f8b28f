import type { FoundModule } from './kernel-state.ts';
import type { ModuleDependency, ModuleImage } from './kernel-image.ts';
import { fileById } from './linker-file.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** modlist_lookup() (kern_linker.c): version 0 is any. */
export function modlistLookup(kernel: SimulatedKernel, name: string, version: number): FoundModule | undefined {
  return kernel.state.foundModules.find((found) => found.name === name && (version === 0 || found.version === version));
}

/** modlist_lookup2() (kern_linker.c): the preferred version, else the highest that is allowed. */
export function modlistLookup2(
  kernel: SimulatedKernel,
  { on, minimum, preferred, maximum }: ModuleDependency,
): FoundModule | undefined {
  let best: FoundModule | undefined;
  for (const found of kernel.state.foundModules) {
    if (found.name !== on) continue;
    if (found.version === preferred) return found;
    if (found.version >= minimum && found.version <= maximum && (best === undefined || found.version > best.version))
      best = found;
  }
  return best;
}

/** linker_addmodules() (kern_linker.c): what a file provides by MODULE_VERSION. */
export function linkerAddmodules(kernel: SimulatedKernel, id: number): void {
  for (const { name, version } of fileById(kernel, id)?.image.versions ?? []) {
    if (modlistLookup(kernel, name, version) !== undefined) kernel.printf(`module ${name} already present!`);
    else
      kernel.state = {
        ...kernel.state,
        foundModules: [...kernel.state.foundModules, { name, version, container: id }],
      };
  }
}

/** Whether a file provides itself what it depends on. */
export function isSelfReference(image: ModuleImage, { on }: ModuleDependency): boolean {
  return image.versions.some(({ name }) => name === on);
}

/** Whether the kernel itself has what is asked for; "kernel" it is. */
export function isInKernel(image: ModuleImage, { on, minimum, maximum }: ModuleDependency): boolean {
  return (
    on === 'kernel' ||
    image.inKernel.some(({ name, version }) => name === on && version >= minimum && version <= maximum)
  );
}

/**
 * The module of the tree that brings what a dependency asks for: what linker.hints would name. A string says why there
 * is none.
 */
export function moduleProviding(
  kernel: SimulatedKernel,
  image: ModuleImage,
  { on }: ModuleDependency,
): ModuleImage | string {
  const name = image.providers.find((provider) => provider.on === on)?.module ?? null;
  const elsewhere = image.isOutside === true ? '; one that lies elsewhere is given by --module-path FOLDER' : '';
  return name === null ? `no module of this tree provides ${on}${elsewhere}` : kernel.moduleSource(name);
}
