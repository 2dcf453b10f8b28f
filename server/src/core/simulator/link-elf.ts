import type { InstanceSet } from '../vnet/set-variables.ts';
import { ENOEXEC, type Errno } from './errno.ts';
import type { LoadDependencies, Loaded } from './link-elf-obj.ts';
import { linkerFileUnload } from './linker-unload.ts';
import { fileById, linkerMakeFile, setOf } from './linker-file.ts';
import type { ModuleImage, SetContents } from './kernel-image.ts';
import { allocateSet } from './module-sets.ts';
import { sprintf } from './printf.ts';
import { relocateFile } from './relocate-file.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** link_elf_load_file() of kern/link_elf.c: a shared object (all machines but amd64 and mips). */
export function linkElfLoadFile(
  kernel: SimulatedKernel,
  image: ModuleImage,
  loadDependencies: LoadDependencies,
): Loaded {
  const { id } = linkerMakeFile(kernel, image, false);
  const errno =
    parseSet(kernel, id, 'set_pcpu') ??
    parseSet(kernel, id, 'set_vnet') ??
    loadDependencies(kernel, id) ??
    relocateFile(kernel, id);
  if (errno === undefined) return { id };
  linkerFileUnload(kernel, id);
  return { errno };
}

/** link_elf_link_preload() of kern/link_elf.c. */
export function linkElfLinkPreload(kernel: SimulatedKernel, image: ModuleImage): Loaded {
  const { id } = linkerMakeFile(kernel, image, true);
  const errno = parseSet(kernel, id, 'set_pcpu') ?? parseSet(kernel, id, 'set_vnet');
  if (errno === undefined) return { id };
  linkerFileUnload(kernel, id);
  return { errno };
}

/**
 * parse_dpcpu() and parse_vnet() (kern/link_elf.c): the set lies between __start_set_x and __stop_set_x of the file.
 * Where the release looks for padding behind it (r348808, i386), the padding counts.
 */
function parseSet(kernel: SimulatedKernel, id: number, set: InstanceSet): Errno | undefined {
  const file = fileById(kernel, id);
  if (file === undefined) return undefined;
  const contents = setOf(file.image, set);
  const wanted = kernel.image.profile.setPadding.value;
  const sizeBytes = contents?.sizeBytes ?? 0;
  const { invalidPadding, sharedOutOfSpace, sharedPcpuOutOfSpace } = kernel.image.profile.messages;
  if (sizeBytes < 1) return undefined;
  if (wanted !== undefined && kernel.image.machine.addends === 'REL' && kernel.image.arch === 'i386') {
    const word = lastWord(contents);
    if (word !== wanted) {
      const format = sizeBytes < 4 ? "Kernel module '%s' must be recompiled with linker script" : invalidPadding.value;
      kernel.tell({
        kind: 'printf',
        text: sprintf(
          format ?? "Kernel module '%s' must be recompiled with linker script, invalid padding",
          file.pathname,
          word ?? '?',
          wanted,
        ).trimEnd(),
        to: 'terminal',
      });
      return ENOEXEC;
    }
    if (sizeBytes === 4) return undefined;
  }
  if (contents === undefined) return undefined;
  const errno = allocateSet(kernel, id, set, sizeBytes);
  if (errno === undefined) return undefined;
  const format = set === 'set_vnet' ? sharedOutOfSpace.value : sharedPcpuOutOfSpace.value;
  if (format !== undefined)
    kernel.printf(sprintf(format, set === 'set_vnet' ? 'parse_vnet' : 'parse_dpcpu', sizeBytes, file.pathname));
  return errno;
}

/** The set's last 32 bits, on a little-endian machine; undefined where they are not known. */
function lastWord(contents: SetContents | undefined): number | undefined {
  if (contents === undefined || contents.sizeBytes < 4) return undefined;
  const from = contents.sizeBytes - 4;
  if (
    [...contents.relocations, ...contents.unknowns].some(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes > from)
  )
    return undefined;
  return contents.bytes.slice(from).reduceRight((word, byte) => word * 256 + byte, 0);
}
