import type { Errno } from './errno.ts';
import { linkerFileUnload } from './linker-unload.ts';
import { fileById, linkerMakeFile, setOf } from './linker-file.ts';
import type { ModuleImage } from './kernel-image.ts';
import { allocateSet, hold } from './module-sets.ts';
import { sprintf } from './printf.ts';
import { relocateFile } from './relocate-file.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** What a loader hands back: the file, or why there is none. */
export type Loaded = { readonly id: number } | { readonly errno: Errno };

/** linker_load_dependencies(), which loads files in its turn. */
export type LoadDependencies = (kernel: SimulatedKernel, id: number) => Errno | undefined;

/** link_elf_load_file() of kern/link_elf_obj.c: a relocatable object (amd64, mips). */
export function linkElfObjLoadFile(
  kernel: SimulatedKernel,
  image: ModuleImage,
  loadDependencies: LoadDependencies,
): Loaded {
  const { id } = linkerMakeFile(kernel, image, false);
  const errno =
    allocateSets(kernel, id, 'link_elf_load_file', 'file') ?? loadDependencies(kernel, id) ?? relocateFile(kernel, id);
  if (errno === undefined) return { id };
  linkerFileUnload(kernel, id);
  return { errno };
}

/**
 * link_elf_link_preload() of kern/link_elf_obj.c. Here progtab holds the section's own address and size before module
 * space is asked for: when there is none, unloading frees that address into the free list of module space.
 */
export function linkElfObjLinkPreload(kernel: SimulatedKernel, image: ModuleImage): Loaded {
  const { id } = linkerMakeFile(kernel, image, true);
  const errno = allocateSets(kernel, id, 'link_elf_link_preload', 'preloaded');
  if (errno === undefined) return { id };
  linkerFileUnload(kernel, id);
  return { errno };
}

/** Sections in the file's order; set_pcpu and set_vnet do not meet, so which is first shows nowhere. */
function allocateSets(
  kernel: SimulatedKernel,
  id: number,
  where: string,
  from: 'file' | 'preloaded',
): Errno | undefined {
  for (const set of ['set_pcpu', 'set_vnet'] as const) {
    const file = fileById(kernel, id);
    const contents = file === undefined ? undefined : setOf(file.image, set);
    if (file === undefined || contents === undefined) continue;
    const errno = allocateSet(kernel, id, set, contents.sizeBytes);
    if (errno === undefined) continue;
    const { objectOutOfSpace, objectPcpuOutOfSpace } = kernel.image.profile.messages;
    const format = set === 'set_vnet' ? objectOutOfSpace.value : objectPcpuOutOfSpace.value;
    // Up to 10 nothing is said (kern/link_elf_obj.c of 9.3 and 10.4).
    if (format !== undefined) kernel.printf(sprintf(format, where, contents.sizeBytes, file.pathname));
    if (from === 'preloaded')
      hold(kernel, id, set, {
        start: Number(
          kernel.addresses.preloaded - (set === 'set_vnet' ? kernel.addresses.vnetStart : kernel.addresses.pcpuStart),
        ),
        sizeBytes: contents.sizeBytes,
        isAllocated: false,
      });
    return errno;
  }
  return undefined;
}
