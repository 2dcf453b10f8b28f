/**
 * malloc(9) as far as addresses show: blocks of one size, never one in two hands. A freed block is the next to be
 * handed out, as from a per-CPU bucket of UMA(9).
 */
export interface Heap {
  readonly blockBytes: number;
  readonly next: bigint;
  readonly end: bigint;
  readonly freed: FreedBlock | undefined;
}

interface FreedBlock {
  readonly address: bigint;
  readonly rest: FreedBlock | undefined;
}

export function emptyHeap(start: bigint, end: bigint, blockBytes: number): Heap {
  return { blockBytes, next: start, end, freed: undefined };
}

/** address is undefined where nothing is left. */
export function take(heap: Heap): { readonly heap: Heap; readonly address: bigint | undefined } {
  const { freed } = heap;
  if (freed !== undefined) return { heap: { ...heap, freed: freed.rest }, address: freed.address };
  const next = heap.next + BigInt(heap.blockBytes);
  return next > heap.end ? { heap, address: undefined } : { heap: { ...heap, next }, address: heap.next };
}

export function giveBack(heap: Heap, address: bigint): Heap {
  return { ...heap, freed: { address, rest: heap.freed } };
}
