import type { InstanceSet } from '../vnet/set-variables.ts';
import { ENOENT, type Errno } from './errno.ts';
import { relocate } from './initial-memory.ts';
import type { SetRelocation } from './kernel-image.ts';
import type { LinkerFile } from './kernel-state.ts';
import { fileById, setOf } from './linker-file.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/**
 * Relocation of what a file's sets begin with. link_elf_obj.c has put the sections into module space and relocates
 * there, after the copies that ≤ 13 makes at once. link_elf.c relocates the file as it is mapped: `where` in each
 * machine's elf_reloc() is relocbase + r_offset, the file's own section, from which parse_vnet() took its copy before.
 * There neither the reference copy nor any vnet ever gets the address.
 */
export function relocateFile(kernel: SimulatedKernel, id: number): Errno | undefined {
  const file = fileById(kernel, id);
  if (file === undefined) return undefined;
  const isInPlace = kernel.image.machine.moduleFormat === 'ET_REL';
  const [first, ...others] = undefinedSymbols(kernel, file);
  if (first !== undefined) {
    kernel.printf(`${isInPlace ? 'link_elf_obj' : 'link_elf'}: symbol ${first} undefined`);
    if (others.length > 0)
      kernel.tell({
        kind: 'note',
        text: `${others.join(', ')} are undefined too: the kernel names only the one that the compiler put first`,
      });
    return ENOENT;
  }
  for (const set of ['set_pcpu', 'set_vnet'] as const) {
    const contents = setOf(file.image, set);
    const held = set === 'set_vnet' ? file.vnetSet : file.pcpuSet;
    if (contents === undefined || held === undefined || contents.relocations.length === 0) continue;
    if (isInPlace)
      for (const relocation of contents.relocations) relocateReference(kernel, set, relocation, held.start);
    const members = contents.members.filter(({ offsetBytes, sizeBytes }) =>
      contents.relocations.some(
        (relocation) => relocation.offsetBytes >= offsetBytes && relocation.offsetBytes < offsetBytes + sizeBytes,
      ),
    );
    const isCopiedBefore = set === 'set_pcpu' || kernel.image.profile.propagation.value === 'before-relocation';
    kernel.tell({
      kind: 'relocated',
      file: file.filename,
      pointers: members.map(({ name }) => name),
      where: isInPlace ? 'reference' : 'file',
      copies:
        set === 'set_pcpu'
          ? kernel.state.cpus.length
          : isCopiedBefore || !isInPlace
            ? [...kernel.vnetHead()].length
            : 0,
    });
  }
  return undefined;
}

function relocateReference(kernel: SimulatedKernel, set: InstanceSet, relocation: SetRelocation, start: number): void {
  const { state } = kernel;
  const memory = set === 'set_vnet' ? state.reference : state.pcpuReference;
  if (memory === undefined || start + relocation.offsetBytes + relocation.sizeBytes > memory.sizeBytes) return;
  const relocated = relocate(memory, relocation, start);
  kernel.state = set === 'set_vnet' ? { ...state, reference: relocated } : { ...state, pcpuReference: relocated };
}

/**
 * What nobody defines. Where nobody has looked into the code, only the addresses in initial values of virtualized
 * globals tell.
 */
function undefinedSymbols(kernel: SimulatedKernel, file: LinkerFile): readonly string[] {
  const { image } = file;
  // linker_file_lookup_symbol_internal(): the file itself, the kernel, and what it depends on.
  const dependencies = file.deps.flatMap((id) => fileById(kernel, id)?.image ?? []);
  if (kernel.undefinedSymbols !== undefined) return kernel.undefinedSymbols(image, dependencies);
  const sets = [kernel.image, image, ...dependencies].map((one) => one.sets);
  const missing = (['set_pcpu', 'set_vnet'] as const)
    .flatMap((set) => setOf(image, set)?.relocations ?? [])
    .flatMap(({ target }) => {
      if (target.kind !== 'member' || target.own !== undefined) return [];
      return sets.some(
        (candidate) => candidate[target.set]?.members.some(({ symbol }) => symbol === target.symbol) === true,
      )
        ? []
        : [target.symbol];
    });
  return [...new Set(missing)];
}
