import { bytesText } from '../../text/amounts.ts';
import type { RecordLayout } from '../../abi/record-layout.ts';

/** Bytes that no member of a record occupies, between its members and at its end. */
export interface RecordHoles {
  readonly holes: number;
  readonly holeBytes: number;
  readonly paddingBytes: number;
}

/** @param isUnion members of a union have no holes between them */
export function recordHoles({ fields, sizeBytes }: RecordLayout, isUnion: boolean): RecordHoles {
  let [holes, holeBytes, end] = [0, 0, 0];
  for (const { offsetBits, widthBits, sizeBytes: size } of fields) {
    const gap = isUnion ? 0 : Math.floor((offsetBits - end) / 8);
    if (gap > 0) {
      holes++;
      holeBytes += gap;
    }
    end = Math.max(end, offsetBits + (widthBits ?? size * 8));
  }
  return { holes, holeBytes, paddingBytes: sizeBytes - Math.ceil(end / 8) };
}

/** Bytes between a member of a struct and what lies before it. */
export function holeBefore(layout: RecordLayout, offsetBits: number): number {
  let end = 0;
  for (const { offsetBits: from, widthBits, sizeBytes } of layout.fields)
    if (from < offsetBits) end = Math.max(end, from + (widthBits ?? sizeBytes * 8));
  return Math.max(0, Math.floor((offsetBits - end) / 8));
}

/** "1 hole (4 bytes), 4 bytes of padding at the end" */
export function holesText({ holes, holeBytes, paddingBytes }: RecordHoles): string {
  const gaps = holes === 0 ? 'no holes' : `${holes} hole${holes === 1 ? '' : 's'} (${bytesText(holeBytes)})`;
  return paddingBytes === 0 ? gaps : `${gaps}, ${bytesText(paddingBytes)} of padding at the end`;
}
