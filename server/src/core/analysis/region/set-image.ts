import { counted, difference, roundUp, sum, type Exact } from '../../abi/exact.ts';
import type { SetPiece } from '../../kernel/set-end.ts';

/** One member of a linker set, as its object holds it. null if unknown. */
export interface SetMember {
  readonly sizeBytes: Exact | null;
  readonly alignBytes: number | null;
}

/** What one object file brings to the set: its members in the order in which the compiler emitted them. */
export interface SetObject<M extends SetMember> {
  readonly file: string;
  readonly members: readonly M[];
}

interface PlacedMember<M extends SetMember> {
  readonly member: M;
  /** From the start of the output section; null after a member whose size or alignment is not known. */
  readonly offsetBytes: Exact | null;
}

interface PlacedObject<M extends SetMember> {
  readonly file: string;
  readonly startBytes: Exact | null;
  readonly endBytes: Exact | null;
  readonly alignBytes: number | null;
  readonly members: readonly PlacedMember<M>[];
}

/** An output section made of one input section per object. */
export interface SetImage<M extends SetMember> {
  readonly objects: readonly PlacedObject<M>[];
  readonly sizeBytes: Exact | null;
  readonly alignBytes: number | null;
  /** Bytes of padding inside and between objects. */
  readonly paddingBytes: Exact | null;
  /** What the linker script puts after the members; they are counted in `sizeBytes`. */
  readonly endBytes: number | null;
}

/**
 * Lays out a linker set as ld.lld does: each object starts at the end of the one before, rounded up to its own
 * alignment, the greatest of its members'; no padding at an object's end nor at the section's (lld OutputSections.cpp,
 * OutputSection::finalizeInputSections; `../shared/reference/compiler-facts.md` 7). Objects without members are left
 * out.
 * @param end what the linker script puts after them; null: that is not known, nor then the size
 */
export function layoutSet<M extends SetMember>(
  objects: readonly SetObject<M>[],
  end: readonly SetPiece[] | null = [],
): SetImage<M> {
  let at: Exact | null = 0;
  let sectionAlign: number | null = 1;
  let used: Exact | null = 0;
  const placed: PlacedObject<M>[] = [];
  for (const { file, members } of objects) {
    if (members.length === 0) continue;
    const alignBytes = greatestAlign(members);
    sectionAlign = alignBytes === null || sectionAlign === null ? null : Math.max(sectionAlign, alignBytes);
    const startBytes: Exact | null = at === null || alignBytes === null ? null : roundUp(at, alignBytes);
    at = startBytes;
    const inside: PlacedMember<M>[] = [];
    for (const member of members) {
      const offsetBytes: Exact | null =
        at === null || member.alignBytes === null ? null : roundUp(at, member.alignBytes);
      inside.push({ member, offsetBytes });
      at = offsetBytes === null || member.sizeBytes === null ? null : sum(offsetBytes, member.sizeBytes);
      used = used === null || member.sizeBytes === null ? null : sum(used, member.sizeBytes);
    }
    placed.push({ file, startBytes, endBytes: at, alignBytes, members: inside });
  }
  const paddingBytes = at === null || used === null ? null : difference(at, used);
  const sizeBytes =
    at === null || end === null
      ? null
      : end.reduce(
          (size: Exact, piece) => (piece.kind === 'align' ? roundUp(size, piece.to) : sum(size, piece.bytes.length)),
          at,
        );
  return {
    objects: placed,
    sizeBytes,
    alignBytes: sectionAlign,
    paddingBytes,
    endBytes: sizeBytes === null || at === null ? null : counted(difference(sizeBytes, at)),
  };
}

function greatestAlign(members: readonly SetMember[]): number | null {
  let greatest = 1;
  for (const { alignBytes } of members) {
    if (alignBytes === null) return null;
    greatest = Math.max(greatest, alignBytes);
  }
  return greatest;
}

/** Next multiple of `align` (a power of two) at or after `offset`. */
export function alignUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
