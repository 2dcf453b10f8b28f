import type { MemberDeclaration, MemberDeclarator, RecordSpecifier } from '../parser/ast.ts';
import { plain, type RecordType, type Type } from '../types/type.ts';
import { sum, type Exact } from './exact.ts';
import type { Subject } from '../text/worked-out.ts';

/** A member with its place; unnamed bit-fields and anonymous records are members without a name. */
export interface ExactField {
  /** Interned; 0 without a name. */
  readonly name: number;
  readonly declaration: MemberDeclaration;
  /** undefined for an anonymous struct or union. */
  readonly declarator: MemberDeclarator | undefined;
  readonly type: Type;
  /** From the record's start. On big-endian targets bits count from the most significant one. */
  readonly offsetBits: Exact;
  /** Of a bit-field; undefined for other members. */
  readonly widthBits: number | undefined;
  /** Of a member that is not a bit-field; 0 for a flexible array member. */
  readonly sizeBytes: Exact;
}

/** A record's layout, however large. */
export interface ExactRecord {
  readonly kind: 'record-layout';
  readonly specifier: RecordSpecifier;
  readonly sizeBytes: Exact;
  readonly alignBytes: number;
  readonly fields: readonly ExactField[];
}

export interface FieldLayout extends ExactField {
  readonly offsetBits: number;
  readonly sizeBytes: number;
}

/** The layout of a record whose bits can all be counted with plain numbers. */
export interface RecordLayout extends ExactRecord, Subject {
  readonly sizeBytes: number;
  readonly fields: readonly FieldLayout[];
}

export function isCounted(layout: ExactRecord): layout is RecordLayout {
  return typeof layout.sizeBytes === 'number' && Number.isSafeInteger(layout.sizeBytes * 8);
}

/** A member reached by name, through anonymous records. */
export interface ExactMember {
  readonly field: ExactField;
  readonly offsetBits: Exact;
}

export interface PlacedMember extends ExactMember {
  readonly field: FieldLayout;
  readonly offsetBits: number;
}

export function isCountedMember(member: ExactMember): member is PlacedMember {
  const { field, offsetBits } = member;
  return typeof offsetBits === 'number' && typeof field.offsetBits === 'number' && typeof field.sizeBytes === 'number';
}

/** Finds a member by its interned name; `layoutOf` answers for anonymous records inside. */
export function findField(
  layout: ExactRecord,
  name: number,
  layoutOf: (type: RecordType) => ExactRecord | undefined,
): ExactMember | undefined {
  for (const field of layout.fields) {
    if (field.name === name) return { field, offsetBits: field.offsetBits };
    if (field.declarator !== undefined) continue;
    const type = plain(field.type);
    const inner = type.kind === 'record' ? layoutOf(type) : undefined;
    const found = inner && findField(inner, name, layoutOf);
    if (found !== undefined) return { field: found.field, offsetBits: sum(field.offsetBits, found.offsetBits) };
  }
  return undefined;
}
