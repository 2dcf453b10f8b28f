import type { MemberDeclaration, MemberDeclarator, RecordSpecifier } from '../parser/ast.ts';
import { plain, type RecordType, type Type } from '../types/type.ts';

/** A member with its place; unnamed bit-fields and anonymous records are members without a name. */
export interface FieldLayout {
  /** Interned; 0 without a name. */
  readonly name: number;
  readonly declaration: MemberDeclaration;
  /** undefined for an anonymous struct or union. */
  readonly declarator: MemberDeclarator | undefined;
  readonly type: Type;
  /** From the record's start. On big-endian targets bits count from the most significant one. */
  readonly offsetBits: number;
  /** Of a bit-field; undefined for other members. */
  readonly widthBits: number | undefined;
  /** Of a member that is no bit-field; 0 for a flexible array member. */
  readonly sizeBytes: number;
}

export interface RecordLayout {
  readonly kind: 'record-layout';
  readonly specifier: RecordSpecifier;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  readonly fields: readonly FieldLayout[];
}

/** A member reached by name, through anonymous records. */
export interface PlacedMember {
  readonly field: FieldLayout;
  readonly offsetBits: number;
}

/** Finds a member by its interned name; `layoutOf` answers for anonymous records inside. */
export function findField(layout: RecordLayout, name: number, layoutOf: (type: RecordType) => RecordLayout | undefined): PlacedMember | undefined {
  for (const field of layout.fields) {
    if (field.name === name) return { field, offsetBits: field.offsetBits };
    if (field.declarator !== undefined) continue;
    const type = plain(field.type);
    const inner = type.kind === 'record' ? layoutOf(type) : undefined;
    const found = inner && findField(inner, name, layoutOf);
    if (found !== undefined) return { field: found.field, offsetBits: field.offsetBits + found.offsetBits };
  }
  return undefined;
}
