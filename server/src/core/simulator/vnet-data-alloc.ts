/** A free piece of module space: `struct vnet_data_free` (net/vnet.c), `struct dpcpu_free` (kern/subr_pcpu.c). */
export interface Extent {
  /** Bytes from the set's start. */
  readonly start: number;
  readonly lengthBytes: number;
}

/** `vnet_data_free_head` and `dpcpu_head`: the extents in the list's own order, which is that of addresses. */
export type FreeList = readonly Extent[];

/** Where a kernel function reads or writes through a null pointer. */
export interface NullDereference {
  readonly function: string;
  /** The expression that faults: "dn->vnd_start". */
  readonly expression: string;
}

/** The two allocators are one text with other names, from 8.0 to main. */
export interface AllocatorNames {
  readonly free: string;
  readonly nextStart: string;
}

export const VNET_DATA: AllocatorNames = { free: 'vnet_data_free', nextStart: 'dn->vnd_start' };
export const DPCPU: AllocatorNames = { free: 'dpcpu_free', nextStart: 'dn->df_start' };

/** vnet_data_startup() (net/vnet.c), dpcpu_startup() (kern/subr_pcpu.c): one extent covers all of modspace. */
export function vnetDataStartup(modspace: Extent): FreeList {
  return [modspace];
}

/**
 * vnet_data_alloc() (net/vnet.c), dpcpu_alloc() (kern/subr_pcpu.c): first fit from the list's head, carved from the
 * extent's front. A size of 0 gets the first extent's start and takes nothing. No alignment is kept but the rounding's.
 * @param alignBytes what sizes are rounded up to: sizeof(void *).
 * @returns start is undefined where the kernel returns NULL.
 */
export function vnetDataAlloc(
  list: FreeList,
  sizeBytes: number,
  alignBytes: number,
): { readonly list: FreeList; readonly start: number | undefined } {
  const size = roundUp(sizeBytes, alignBytes);
  const at = list.findIndex(({ lengthBytes }) => lengthBytes >= size);
  const found = list[at];
  if (found === undefined) return { list, start: undefined };
  if (found.lengthBytes === size) return { list: list.toSpliced(at, 1), start: found.start };
  return {
    list: list.with(at, { start: found.start + size, lengthBytes: found.lengthBytes - size }),
    start: found.start,
  };
}

/**
 * vnet_data_free() (net/vnet.c), dpcpu_free() (kern/subr_pcpu.c). Grows a neighbour or inserts an extent. The kernel
 * takes the successor of an extent that grows at its end without asking whether there is one: where the last extent
 * grows, it reads through NULL. That needs a modspace whose end is in use or was taken exactly.
 */
export function vnetDataFree(
  list: FreeList,
  start: number,
  sizeBytes: number,
  alignBytes: number,
  names = VNET_DATA,
): { readonly list: FreeList; readonly fault?: NullDereference } {
  const size = roundUp(sizeBytes, alignBytes);
  const end = start + size;
  let at = 0;
  for (; at < list.length; at++) {
    const extent = list[at]!;
    if (extent.start > end) break;
    if (extent.start + extent.lengthBytes === start) {
      const grown = { start: extent.start, lengthBytes: extent.lengthBytes + size };
      const next = list[at + 1];
      if (next === undefined)
        return { list: list.with(at, grown), fault: { function: names.free, expression: names.nextStart } };
      if (end !== next.start) return { list: list.with(at, grown) };
      return { list: list.toSpliced(at, 2, { start: grown.start, lengthBytes: grown.lengthBytes + next.lengthBytes }) };
    }
    if (extent.start === end) return { list: list.with(at, { start, lengthBytes: extent.lengthBytes + size }) };
  }
  return { list: list.toSpliced(at, 0, { start, lengthBytes: size }) };
}

/** roundup2() of sys/param.h: `align` is a power of two. */
export function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}
