import { Q_ATOMIC, type MemberDeclaration, type MemberDeclarator } from '../parser/ast.ts';
import { integerShape } from '../types/arithmetic.ts';
import { isAnonymousMember, recordName } from '../types/members.ts';
import { declarationAttributes, hasAttribute, unknownAttribute } from '../types/type-attributes.ts';
import { isUnboundedArray, plain, qualifiersOf, type RecordType, type Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { explicitAlign, objectAlign } from './alignment.ts';
import { difference, greater, product, quotient, remainder, roundUp, sum, type Exact } from './exact.ts';
import type { LayoutEngine } from './layout-engine.ts';
import type { ExactField, ExactRecord } from './record-layout.ts';
import { scalarLayout } from './scalar-layout.ts';
import { elementTrouble } from './type-layout.ts';

/** clang refuses larger records (diag::err_struct_too_large). */
const TOO_LARGE = 1n << 60n;

/**
 * Lays out the members of a record as clang does for C (RecordLayoutBuilder.cpp, ItaniumRecordLayoutBuilder; all eight
 * targets use it). Unknown when a member's size, alignment or width is, or where clang refuses the record.
 */
export function layOutRecord(engine: LayoutEngine, record: RecordType): ExactRecord | Unknown {
  const builder = new RecordBuilder(engine, record);
  return builder.problem ?? builder.finish();
}

class RecordBuilder {
  problem: Unknown | undefined;
  private readonly engine: LayoutEngine;
  private readonly record: RecordType;
  private readonly isUnion: boolean;
  private readonly isPacked: boolean;
  private readonly isMsStruct: boolean;
  /** #pragma pack in bytes; 0 without. */
  private readonly pack: number;
  private readonly fields: ExactField[] = [];
  private sizeBits: Exact = 0;
  private dataBits: Exact = 0;
  private unfilledBits = 0;
  /** Bits of the unit of the bit-field before this member, in the layout of ms_struct; 0 after other members. */
  private lastUnit = 0;
  private align = 1;
  private hasFlexible = false;

  constructor(engine: LayoutEngine, record: RecordType) {
    const { specifier, scope } = record;
    const attributes = engine.tagAttributes(specifier);
    const { pragmas } = specifier;
    this.engine = engine;
    this.record = record;
    this.isUnion = specifier.kind === 'union';
    this.isPacked = hasAttribute(attributes, 'packed');
    const isGcc = hasAttribute(attributes, 'gcc_struct');
    // gcc_struct wins over the pragma, and over an earlier declaration's ms_struct.
    this.isMsStruct = (hasAttribute(attributes, 'ms_struct') || pragmas.isMsStruct) && !isGcc;
    this.pack = pragmas.pack;
    this.problem =
      unknownAttribute(attributes) ?? (pragmas.unknown === undefined ? undefined : unknown(pragmas.unknown));
    if (hasAttribute(specifier.attributes, 'ms_struct') && hasAttribute(specifier.attributes, 'gcc_struct'))
      this.problem ??= unknown('clang refuses ms_struct together with gcc_struct');
    const explicit = explicitAlign(engine, attributes, scope);
    if (isUnknown(explicit)) this.problem ??= explicit;
    else this.align = Math.max(1, explicit);
    for (const declaration of specifier.members ?? []) {
      if (this.problem !== undefined) return;
      const { base } = declaration.specifiers;
      if (base.kind === 'no-type') this.problem = unknown(base.reason);
      else if (isAnonymousMember(declaration)) this.add(declaration, undefined);
      else for (const declarator of declaration.declarators) this.add(declaration, declarator);
    }
  }

  /** clang, FinishLayout: the size is rounded up to the alignment; in C an empty record has size 0. */
  finish(): ExactRecord | Unknown {
    const sizeBytes = quotient(roundUp(this.sizeBits, this.align * 8), 8);
    if (sizeBytes >= TOO_LARGE)
      return unknown(
        `${recordName(this.engine.resolver, this.record)} takes ${sizeBytes.toString()} bytes, more than clang accepts`,
      );
    return {
      kind: 'record-layout',
      specifier: this.record.specifier,
      sizeBytes,
      alignBytes: this.align,
      fields: this.fields,
    };
  }

  private add(declaration: MemberDeclaration, declarator: MemberDeclarator | undefined): void {
    if (this.problem !== undefined) return;
    const { engine, record } = this;
    if (this.hasFlexible && !this.isUnion)
      return this.fail(declarator, unknown('a flexible array member is not the last'));
    const type = engine.resolver.ofMember(declaration, declarator, record.scope);
    const attributes = declarationAttributes(declaration.specifiers, declarator);
    const explicit = objectAlign(engine, type, attributes, record.scope);
    if (isUnknown(explicit)) return this.fail(declarator, explicit);
    const isPacked = this.isPacked || (attributes.length > 0 && hasAttribute(attributes, 'packed'));
    if (declarator?.bitWidth === undefined) return this.addField(declaration, declarator, type, explicit, isPacked);
    if (hasAttribute(attributes, '_Alignas'))
      return this.fail(declarator, unknown('clang refuses _Alignas on a bit-field'));
    const width = engine.integer(declarator.bitWidth, record.scope);
    if (isUnknown(width)) return this.fail(declarator, width);
    return this.addBitField(declaration, declarator, type, Number(width), explicit, isPacked);
  }

  /** clang, LayoutField. */
  private addField(
    declaration: MemberDeclaration,
    declarator: MemberDeclarator | undefined,
    type: Type,
    explicit: number,
    isPacked: boolean,
  ): void {
    this.unfilledBits = 0;
    this.lastUnit = 0;
    const inner = plain(type);
    if (inner.kind === 'function' || (inner.kind === 'builtin' && inner.name === 'void'))
      return this.fail(declarator, unknown("a member's type is not an object type"));
    const isFlexible = isUnboundedArray(inner);
    this.hasFlexible = isFlexible;
    // A flexible array member has its element's alignment and no size.
    const size = isFlexible ? (elementTrouble(this.engine, inner) ?? 0) : this.engine.exactSize(type);
    if (isUnknown(size)) return this.fail(declarator, size);
    let natural = this.engine.align(type);
    if (isUnknown(natural)) return this.fail(declarator, natural);
    if (this.isMsStruct && !isFlexible) {
      const own = this.fundamentalSize(type);
      if ((own & (own - 1)) !== 0)
        return this.fail(declarator, unknown(`clang refuses ms_struct with a type of ${own} bytes`));
      natural = Math.max(natural, own);
    }
    let align = isPacked ? Math.max(1, explicit) : Math.max(natural, explicit);
    // The pragma limits even an explicit alignment.
    if (this.pack !== 0) align = Math.min(align, this.pack);
    const offsetBits = this.isUnion ? 0 : roundUp(this.dataBits, align * 8);
    this.fields.push({
      name: declarator?.name ?? 0,
      declaration,
      declarator,
      type,
      offsetBits,
      widthBits: undefined,
      sizeBytes: size,
    });
    const bits = product(size, 8);
    this.dataBits = this.isUnion ? greater(this.dataBits, bits) : sum(offsetBits, bits);
    this.sizeBits = greater(this.sizeBits, this.dataBits);
    this.align = Math.max(this.align, align);
  }

  /** Bytes of the fundamental type of a member or of its elements, which ms_struct aligns it to; 0 for other types. */
  private fundamentalSize(type: Type): number {
    if ((qualifiersOf(type) & Q_ATOMIC) !== 0) return 0;
    let inner = plain(type);
    while (inner.kind === 'array') inner = plain(inner.element);
    if (
      inner.kind !== 'builtin' ||
      inner.name.endsWith('_Complex') ||
      inner.name.includes('_BitInt(') ||
      inner.name === '__builtin_va_list'
    )
      return 0;
    return scalarLayout(inner.name, this.engine.target)?.size ?? 0;
  }

  /** clang, LayoutBitField. Everything in bits. */
  private addBitField(
    declaration: MemberDeclaration,
    declarator: MemberDeclarator,
    type: Type,
    width: number,
    explicitBytes: number,
    isPacked: boolean,
  ): void {
    const { engine } = this;
    const widest = this.widestField(type);
    if (isUnknown(widest)) return this.fail(declarator, widest);
    const unitBytes = engine.size(type);
    if (isUnknown(unitBytes)) return this.fail(declarator, unitBytes);
    const natural = engine.align(type);
    if (isUnknown(natural)) return this.fail(declarator, natural);
    const unit = unitBytes * 8;
    if (width < 0 || width > widest)
      return this.fail(declarator, unknown(`a width of ${width} bits does not fit its type`));
    if (width === 0 && declarator.name !== 0)
      return this.fail(declarator, unknown('a bit-field with a name has no width'));
    this.hasFlexible = false;
    let align = natural * 8;
    if (this.isMsStruct) {
      align = unit;
      if (this.lastUnit !== unit || this.unfilledBits < width) {
        // A width of 0 counts only after another bit-field.
        if (this.lastUnit === 0 && width === 0) align = 1;
        this.unfilledBits = 0;
        this.lastUnit = 0;
      }
    }
    let offset: Exact = this.isUnion ? 0 : difference(this.dataBits, this.unfilledBits);
    let unpacked = align;
    if (!this.isMsStruct && isPacked && width !== 0) align = 1;
    const explicit = explicitBytes * 8;
    align = Math.max(align, explicit);
    unpacked = Math.max(unpacked, explicit);
    const pack = this.pack * 8;
    // Packed fields take the pragma's alignment, or their own where it is less.
    if (pack !== 0 && width !== 0) align = Math.min(isPacked ? unpacked : align, pack);
    if (this.isMsStruct) {
      if (this.isUnion) align = 1;
      if (width === 0 || width > this.unfilledBits) {
        offset = roundUp(offset, align);
        this.unfilledBits = 0;
      }
    } else if (width === 0 || (pack === 0 && remainder(offset, align) + width > unit)) offset = roundUp(offset, align);
    else if (explicit !== 0 && (pack === 0 || explicit <= pack)) offset = roundUp(offset, explicit);
    this.fields.push({
      name: declarator.name,
      declaration,
      declarator,
      type,
      offsetBits: offset,
      widthBits: width,
      sizeBytes: 0,
    });
    if (!this.isMsStruct && declarator.name === 0 && !engine.target.unnamedBitFieldsAlign) align = 1;
    this.takeBits(offset, width, unit);
    this.align = Math.max(this.align, Math.floor(align / 8));
  }

  /** The room that a placed bit-field takes. */
  private takeBits(offset: Exact, width: number, unit: number): void {
    if (this.isUnion)
      this.dataBits = greater(this.dataBits, this.isMsStruct ? (width === 0 ? 8 : unit) : roundUp(width, 8));
    else if (this.isMsStruct && width !== 0) {
      if (this.unfilledBits === 0) {
        this.dataBits = sum(offset, unit);
        this.unfilledBits = unit;
      }
      this.unfilledBits -= width;
      this.lastUnit = unit;
    } else {
      const end = sum(offset, width);
      this.dataBits = roundUp(end, 8);
      this.unfilledBits = Number(difference(this.dataBits, end));
      this.lastUnit = 0;
    }
    this.sizeBits = greater(this.sizeBits, this.dataBits);
  }

  /** Bits of the integer type that a bit-field is declared with (C17 6.7.2.1p4); no other type has bit-fields. */
  private widestField(type: Type): number | Unknown {
    const { engine } = this;
    const inner = plain(type);
    if (isUnknown(inner)) return inner;
    const name = inner.kind === 'enum' ? engine.enumInteger(inner) : inner.kind === 'builtin' ? inner.name : undefined;
    if (name !== undefined && isUnknown(name)) return name;
    return (
      (name === undefined ? undefined : integerShape(name, engine.target))?.bits ??
      unknown("a bit-field's type is not an integer")
    );
  }

  private fail(declarator: MemberDeclarator | undefined, cause: Unknown): void {
    const { resolver } = this.engine;
    const member =
      declarator === undefined || declarator.name === 0
        ? 'an unnamed member'
        : `member '${resolver.spelling(declarator.name)}'`;
    // The innermost member names the cause.
    this.problem = cause.reason.includes('member')
      ? cause
      : unknown(`${cause.reason} (${member} of ${recordName(resolver, this.record)})`);
  }
}
