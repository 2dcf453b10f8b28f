import type { InstanceSet } from '../vnet/set-variables.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** A piece of module space and whose it is; undefined: free. Ascending, without gaps. */
export interface SpacePiece {
  readonly start: number;
  readonly sizeBytes: number;
  readonly file: string | undefined;
}

/** modspace, or the DPCPU one, from end to end: what files hold (rounded as it was allocated) and what is free. */
export function moduleSpace(kernel: SimulatedKernel, set: InstanceSet): readonly SpacePiece[] {
  const { files, vnetFree, dpcpuFree } = kernel.state;
  const unit = kernel.allocationUnit;
  const pieces: SpacePiece[] = (set === 'set_vnet' ? vnetFree : dpcpuFree).map(({ start, lengthBytes }) => ({
    start,
    sizeBytes: lengthBytes,
    file: undefined,
  }));
  for (const file of files) {
    const held = set === 'set_vnet' ? file.vnetSet : file.pcpuSet;
    if (held?.isAllocated === true)
      pieces.push({ start: held.start, sizeBytes: Math.ceil(held.sizeBytes / unit) * unit, file: file.filename });
  }
  return pieces.sort((a, b) => a.start - b.start);
}

export function freeBytes(pieces: readonly SpacePiece[]): number {
  return pieces.reduce((sum, { sizeBytes, file }) => sum + (file === undefined ? sizeBytes : 0), 0);
}

export function usedBytes(pieces: readonly SpacePiece[]): number {
  return pieces.reduce((sum, { sizeBytes, file }) => sum + (file === undefined ? 0 : sizeBytes), 0);
}

/** The largest set that would still fit. */
export function largestFree(pieces: readonly SpacePiece[]): number {
  return pieces.reduce((most, { sizeBytes, file }) => (file === undefined ? Math.max(most, sizeBytes) : most), 0);
}
