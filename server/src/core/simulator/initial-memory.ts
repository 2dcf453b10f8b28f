import { pointerBytes, unknownByte, type Pointee } from '../machine/byte-mark.ts';
import type { RelocationTarget, SetContents, SetRelocation } from './kernel-image.ts';
import { Memory } from '../machine/memory.ts';
import { onceWith } from '../text/worked-out.ts';

/**
 * The kernel's own set as the linker leaves it: relocated. Behind it, up to `sizeBytes`, lies something else. Made once
 * for each image, however often it boots.
 */
export function initialMemory(set: SetContents, sizeBytes: number): Memory {
  return onceWith(set, makeMemory, sizeBytes);
}

function makeMemory(set: SetContents, sizeBytes: number): Memory {
  const behind = unknownByte('behind the set: malloc(9) did not clear it');
  let memory = sectionBytes(Memory.zeroed(sizeBytes), set, 0);
  for (const relocation of set.relocations) memory = relocate(memory, relocation, 0);
  if (sizeBytes > set.sizeBytes) memory = memory.mark(set.sizeBytes, sizeBytes - set.sizeBytes, behind);
  return memory;
}

/** Puts a section's bytes, not relocated yet, at `start`. */
export function sectionBytes(memory: Memory, set: SetContents, start: number): Memory {
  let filled = memory.write(start, set.bytes);
  for (const { offsetBytes, sizeBytes, reason } of set.unknowns)
    filled = filled.mark(start + offsetBytes, sizeBytes, unknownByte(reason));
  return filled;
}

/** Puts the address that a relocation asks for into the bytes of a section that lies at `start`. */
export function relocate(
  memory: Memory,
  { offsetBytes, sizeBytes, addend, target }: SetRelocation,
  start: number,
): Memory {
  return memory.write(
    start + offsetBytes,
    new Uint8Array(sizeBytes),
    pointerBytes(pointeeOf(target), addend, sizeBytes),
  );
}

function pointeeOf(target: RelocationTarget): Pointee {
  return target.kind === 'member'
    ? { kind: 'reference', set: target.set, name: target.name, symbol: target.symbol }
    : target;
}
