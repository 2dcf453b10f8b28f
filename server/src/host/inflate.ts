import { inflateSync } from 'node:zlib';

/** The bytes that zlib compressed; undefined if these are none, or more than `sizeBytes`. */
export function inflate(compressed: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  try {
    return inflateSync(compressed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch {
    return undefined;
  }
}
