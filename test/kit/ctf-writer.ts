// Writes CTF as ctfmerge(1) does, of versions 2 and 3, after ctf(5) alone: what the reader is held to.
import { deflateSync } from 'node:zlib';

/** Types by their place in the list, counted from 1. */
export type CtfType =
  | { readonly kind: 'integer' | 'float'; readonly bytes: number }
  | { readonly kind: 'pointer' | 'typedef' | 'const' | 'volatile' | 'restrict'; readonly to: number }
  | { readonly kind: 'array'; readonly of: number; readonly count: number }
  | { readonly kind: 'struct' | 'union'; readonly bytes: number; readonly members: readonly number[] }
  | { readonly kind: 'enum'; readonly bytes: number; readonly values: number }
  | { readonly kind: 'function'; readonly result: number; readonly arguments: readonly number[] }
  | { readonly kind: 'forward' };

const KINDS = {
  integer: 1,
  float: 2,
  pointer: 3,
  array: 4,
  function: 5,
  struct: 6,
  union: 7,
  enum: 8,
  forward: 9,
  typedef: 10,
  volatile: 11,
  const: 12,
  restrict: 13,
};

export interface CtfFile {
  readonly version: 2 | 3;
  readonly isLittleEndian: boolean;
  readonly isCompressed: boolean;
  readonly types: readonly CtfType[];
  /** The type of each data object, 0 for none, in the symbols' order. */
  readonly objects: readonly number[];
  /** Name of the file that types below the own ones are in. */
  readonly parent?: string;
}

export function ctfBytes({ version, isLittleEndian, isCompressed, types, objects, parent }: CtfFile): number[] {
  const put = (value: number, bytes: number): number[] => {
    const digits = Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
    return isLittleEndian ? digits : digits.reverse();
  };
  const width = version === 2 ? 2 : 4;
  const id = (number: number): number[] => put(number, width);
  const word = (value: number): number[] => put(value, 4);
  const head = (kind: keyof typeof KINDS, length: number, sizeOrType: number, isSize: boolean): number[] => {
    // Each is a root type: visible at the outermost level.
    const info = version === 2 ? KINDS[kind] * 2 ** 11 + 2 ** 10 + length : KINDS[kind] * 2 ** 26 + 2 ** 25 + length;
    const isLong = isSize && sizeOrType > (version === 2 ? 0xfffe : 0xfffffffe);
    return [
      ...word(0),
      ...put(info, width),
      ...put(isLong ? 2 ** (8 * width) - 1 : sizeOrType, width),
      ...(isLong ? [...word(Math.floor(sizeOrType / 2 ** 32)), ...word(sizeOrType % 2 ** 32)] : []),
    ];
  };
  const body = (type: CtfType): number[] => {
    switch (type.kind) {
      case 'integer':
      case 'float':
        return [...head(type.kind, 0, type.bytes, true), ...word(type.bytes * 8)];
      case 'array':
        return [...head('array', 0, 0, true), ...id(type.of), ...id(type.of), ...word(type.count)];
      case 'struct':
      case 'union': {
        const isLarge = type.bytes >= (version === 2 ? 8192 : 536_870_912);
        const member = (number: number): number[] => [
          ...word(0),
          ...id(number),
          ...(isLarge
            ? [...(version === 2 ? put(0, 2) : []), ...word(0), ...word(8)]
            : version === 2
              ? put(8, 2)
              : word(8)),
        ];
        return [...head(type.kind, type.members.length, type.bytes, true), ...type.members.flatMap(member)];
      }
      case 'enum':
        return [
          ...head('enum', type.values, type.bytes, true),
          ...Array.from({ length: type.values }, (_, i) => [...word(0), ...word(i)]).flat(),
        ];
      case 'function': {
        const list = type.arguments.flatMap(id);
        return [
          ...head('function', type.arguments.length, type.result, false),
          ...list,
          ...(list.length % 4 === 0 ? [] : [0, 0]),
        ];
      }
      case 'forward':
        return head('forward', 0, 0, false);
      default:
        return head(type.kind, 0, type.to, false);
    }
  };
  const strings = [0, ...Buffer.from(`${parent ?? ''}\0`)];
  const objectBytes = objects.flatMap(id);
  const typeBytes = types.flatMap(body);
  const rest = [...objectBytes, ...typeBytes, ...strings];
  const typesAt = objectBytes.length;
  const header = [
    ...put(0xcff1, 2),
    version,
    isCompressed ? 1 : 0,
    ...[0, parent === undefined ? 0 : 1, 0, 0, typesAt, typesAt, typesAt + typeBytes.length, strings.length].flatMap(
      word,
    ),
  ];
  return [...header, ...(isCompressed ? deflateSync(Uint8Array.from(rest)) : rest)];
}
