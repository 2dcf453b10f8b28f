import type { InstanceSet } from '../vnet/set-variables.ts';
import { unknownByte } from '../machine/byte-mark.ts';
import { ENOSPC, type Errno } from './errno.ts';
import { sectionBytes } from './initial-memory.ts';
import { changeFile, fileById, setOf } from './linker-file.ts';
import type { HeldSpace, LinkerFile } from './kernel-state.ts';
import type { SetContents } from './kernel-image.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { DPCPU, VNET_DATA, vnetDataAlloc, vnetDataFree, type FreeList } from './vnet-data-alloc.ts';
import { dpcpuCopy, vnetDataCopy, vnetSaveInit } from './vnet-data-copy.ts';

/** Both kinds of module space by one text: the kernel's two are each other's twins. */
function freeListOf(kernel: SimulatedKernel, set: InstanceSet): FreeList {
  return set === 'set_vnet' ? kernel.state.vnetFree : kernel.state.dpcpuFree;
}

function replaceFreeList(kernel: SimulatedKernel, set: InstanceSet, list: FreeList): void {
  kernel.state = set === 'set_vnet' ? { ...kernel.state, vnetFree: list } : { ...kernel.state, dpcpuFree: list };
}

/**
 * What link_elf_obj.c and link_elf.c do with a file's set before relocation: room in the kernel's set, the section's
 * bytes into it, and, as each release has it, into the copies that exist (vnet_data_copy) or aside (vnet_save_init).
 * @param sizeBytes what is asked for: the section, with padding where the linker script put some.
 */
export function allocateSet(
  kernel: SimulatedKernel,
  id: number,
  set: InstanceSet,
  sizeBytes: number,
): Errno | undefined {
  const file = fileById(kernel, id);
  const contents = file === undefined ? undefined : setOf(file.image, set);
  if (file === undefined || contents === undefined) return undefined;
  const { list, start } = vnetDataAlloc(freeListOf(kernel, set), sizeBytes, kernel.allocationUnit);
  replaceFreeList(kernel, set, list);
  kernel.tell({ kind: 'alloc', set, file: file.filename, sizeBytes, start, freeList: list });
  if (start === undefined) return ENOSPC;
  hold(kernel, id, set, { start, sizeBytes, isAllocated: true });
  tellMisalignment(kernel, file.filename, contents, start);
  fillReference(kernel, file.filename, contents, start, sizeBytes);
  if (set === 'set_pcpu') {
    kernel.tell({
      kind: 'copy',
      set,
      file: file.filename,
      start,
      sizeBytes,
      copies: dpcpuCopy(kernel, start, sizeBytes),
    });
  } else if (kernel.image.profile.propagation.value === 'before-relocation') {
    tellCopy(kernel, file.filename, start, sizeBytes, vnetDataCopy(kernel, start, sizeBytes));
  } else {
    vnetSaveInit(kernel, start, sizeBytes);
  }
  return undefined;
}

/** LINKER_PROPAGATE_VNETS (kern_linker.c, main): what the file brought goes into the vnets that exist, relocated. */
export function linkElfPropagateVnets(kernel: SimulatedKernel, id: number): void {
  const file = fileById(kernel, id);
  const held = file?.vnetSet;
  if (file === undefined || held === undefined) return;
  tellCopy(kernel, file.filename, held.start, held.sizeBytes, vnetDataCopy(kernel, held.start, held.sizeBytes));
}

function tellCopy(kernel: SimulatedKernel, file: string, start: number, sizeBytes: number, copies: number): void {
  if (copies > 0) kernel.tell({ kind: 'copy', set: 'set_vnet', file, start, sizeBytes, copies });
}

/** LINKER_UNLOAD (link_elf_unload_file() of both loaders): the file's pieces of module space go back. */
export function freeSets(kernel: SimulatedKernel, file: Pick<LinkerFile, 'filename' | 'vnetSet' | 'pcpuSet'>): void {
  for (const set of ['set_pcpu', 'set_vnet'] as const) {
    const held = set === 'set_vnet' ? file.vnetSet : file.pcpuSet;
    if (held === undefined) continue;
    const names = set === 'set_vnet' ? VNET_DATA : DPCPU;
    const { list, fault } = vnetDataFree(
      freeListOf(kernel, set),
      held.start,
      held.sizeBytes,
      kernel.allocationUnit,
      names,
    );
    replaceFreeList(kernel, set, list);
    if (fault !== undefined && !kernel.image.profile.freeTestsSuccessor.value) {
      kernel.tell({
        kind: 'note',
        text: `${fault.function}(): the last free extent grew, and ${fault.expression} is read with no extent behind it`,
      });
      kernel.panic('page fault', fault.function);
    }
    kernel.tell({
      kind: 'free',
      set,
      file: file.filename,
      sizeBytes: held.sizeBytes,
      start: held.start,
      freeList: list,
    });
    if (!held.isAllocated)
      kernel.tell({
        kind: 'note',
        text: `${names.free}(): ${held.sizeBytes} bytes that were never module space are on the free list now: they are ${file.filename}'s own section as loader(8) left it`,
      });
  }
}

export function hold(kernel: SimulatedKernel, id: number, set: InstanceSet, held: HeldSpace): void {
  changeFile(kernel, id, set === 'set_vnet' ? { vnetSet: held } : { pcpuSet: held });
}

function fillReference(
  kernel: SimulatedKernel,
  file: string,
  contents: SetContents,
  start: number,
  sizeBytes: number,
): void {
  const { state } = kernel;
  const { moduleFormat, addends } = kernel.image.machine;
  const memory = contents.set === 'set_vnet' ? state.reference : state.pcpuReference;
  if (memory === undefined) return;
  if (start < 0 || start + sizeBytes > memory.sizeBytes) {
    kernel.tell({
      kind: 'note',
      text: `${file} has memory outside ${contents.set}: no copy has room for it, and code that uses it reads and writes the memory behind the copy`,
    });
    return;
  }
  let filled = sectionBytes(memory, contents, start);
  if (moduleFormat === 'ET_DYN' && addends === 'REL') {
    for (const { offsetBytes, sizeBytes: bytes } of contents.relocations)
      filled = filled.mark(
        start + offsetBytes,
        bytes,
        unknownByte(
          'an address as the static linker left it: link_elf.c relocates the file, not this copy of its section',
        ),
      );
  }
  kernel.state = contents.set === 'set_vnet' ? { ...state, reference: filled } : { ...state, pcpuReference: filled };
}

/** Neither loader asks for an alignment: the allocator keeps the rounding's alone. Copies begin at pages. */
function tellMisalignment(kernel: SimulatedKernel, filename: string, contents: SetContents, start: number): void {
  if (start % contents.alignBytes === 0) return;
  kernel.tell({
    kind: 'misaligned',
    set: contents.set,
    file: filename,
    start,
    needsBytes: contents.alignBytes,
    hasBytes: lowestBit(start),
    variables: contents.members
      .filter(({ offsetBytes, alignBytes }) => (start + offsetBytes) % alignBytes !== 0)
      .map(({ name }) => name),
  });
}

function lowestBit(value: number): number {
  let bit = 1;
  while (value % (bit * 2) === 0) bit *= 2;
  return bit;
}
