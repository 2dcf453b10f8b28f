/**
 * How the bytes of an object are to be read, without C: what a path such as `tcbinfo.ipi_count` or `ipq[3].lock` walks
 * along. Plain data; views are shared, and no view reaches itself, because pointers name what they point to and do not
 * hold it.
 */
export type TypeView = ScalarView | PointerView | ArrayView | RecordView | OpaqueView;

/** An integer, an enum or a floating type; also a bit-field's, whose width is the field's. */
export interface ScalarView {
  readonly kind: 'scalar';
  /** The type as C text. */
  readonly text: string;
  readonly sizeBytes: number;
  readonly isSigned: boolean;
  readonly isBoolean: boolean;
  readonly isFloating: boolean;
  /** Of an enum; empty for others. */
  readonly enumerators: readonly Enumerator[];
}

/** Values are decimal, because they may be wider than a number is exact. */
interface Enumerator {
  readonly name: string;
  readonly value: string;
}

export interface PointerView {
  readonly kind: 'pointer';
  readonly text: string;
  readonly sizeBytes: number;
  /** What it points to, as C text: `struct ifnet`. */
  readonly to: string;
  readonly toFunction: boolean;
}

export interface ArrayView {
  readonly kind: 'array';
  readonly text: string;
  readonly sizeBytes: number;
  /** 0 for a flexible array member. */
  readonly count: number;
  readonly strideBytes: number;
  readonly element: TypeView;
}

export interface RecordView {
  readonly kind: 'record';
  readonly text: string;
  readonly sizeBytes: number;
  readonly isUnion: boolean;
  /** In order of declaration; padding and unnamed bit-fields are left out. */
  readonly fields: readonly FieldView[];
}

export interface FieldView {
  /** Empty for an anonymous struct or union, whose members are reached without naming it. */
  readonly name: string;
  /** From the record's start; of bit-fields on big-endian machines counted from the most significant bit. */
  readonly offsetBits: number;
  /** Of a bit-field; undefined for other members. */
  readonly widthBits: number | undefined;
  readonly view: TypeView;
}

/** A type that can be shown as bytes only. */
interface OpaqueView {
  readonly kind: 'opaque';
  readonly text: string;
  readonly sizeBytes: number;
  readonly reason: string;
}
