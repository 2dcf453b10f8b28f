import type { MemberDeclaration, MemberDeclarator } from '../parser/ast.ts';
import { isAnonymousMember, recordName } from '../types/members.ts';
import { declarationAttributes, hasAttribute } from '../types/type-attributes.ts';
import { isUnboundedArray, plain, type RecordType, type Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { explicitAlign } from './alignment.ts';
import type { LayoutEngine } from './layout-engine.ts';
import type { FieldLayout, RecordLayout } from './record-layout.ts';

/** Rounds up; `align` is any positive number, offsets may pass 2^32. */
export function alignUp(value: number, align: number): number {
  const rest = value % align;
  return rest === 0 ? value : value - rest + align;
}

/**
 * Lays out the members of a record as clang does for C (RecordLayoutBuilder.cpp, ItaniumRecordLayoutBuilder; all eight
 * targets use it). Unknown when a member's size, alignment or width is.
 */
export function layOutRecord(engine: LayoutEngine, record: RecordType): RecordLayout | Unknown {
  const builder = new RecordBuilder(engine, record);
  return builder.problem ?? builder.finish();
}

class RecordBuilder {
  problem: Unknown | undefined;
  private readonly engine: LayoutEngine;
  private readonly record: RecordType;
  private readonly isUnion: boolean;
  private readonly isPacked: boolean;
  /** #pragma pack in bytes; 0 without. */
  private readonly pack: number;
  private readonly fields: FieldLayout[] = [];
  private sizeBits = 0;
  private dataBits = 0;
  private unfilledBits = 0;
  private align = 1;

  constructor(engine: LayoutEngine, record: RecordType) {
    const { specifier, scope } = record;
    this.engine = engine;
    this.record = record;
    this.isUnion = specifier.kind === 'union';
    this.isPacked = hasAttribute(specifier.attributes, 'packed');
    this.pack = specifier.pack;
    const explicit = explicitAlign(engine, specifier.attributes, scope);
    if (isUnknown(explicit)) this.problem = explicit;
    else this.align = Math.max(1, explicit);
    for (const declaration of specifier.members ?? []) {
      if (isAnonymousMember(declaration)) this.add(declaration, undefined);
      else for (const declarator of declaration.declarators) this.add(declaration, declarator);
      if (this.problem !== undefined) return;
    }
  }

  /** clang, FinishLayout: the size is rounded up to the alignment; in C an empty record has size 0. */
  finish(): RecordLayout {
    return { kind: 'record-layout', specifier: this.record.specifier, sizeBytes: alignUp(this.sizeBits, this.align * 8) / 8, alignBytes: this.align, fields: this.fields };
  }

  private add(declaration: MemberDeclaration, declarator: MemberDeclarator | undefined): void {
    const { engine, record } = this;
    const type = engine.resolver.ofMember(declaration, declarator, record.scope);
    const attributes = declarationAttributes(declaration.specifiers, declarator);
    const explicit = attributes.length === 0 ? 0 : explicitAlign(engine, attributes, record.scope);
    if (isUnknown(explicit)) return this.fail(declarator, explicit);
    const isPacked = this.isPacked || (attributes.length > 0 && hasAttribute(attributes, 'packed'));
    if (declarator?.bitWidth === undefined) return this.addField(declaration, declarator, type, explicit, isPacked);
    const width = engine.integer(declarator.bitWidth, record.scope);
    if (isUnknown(width)) return this.fail(declarator, width);
    return this.addBitField(declaration, declarator, type, Number(width), explicit, isPacked);
  }

  /** clang, LayoutField. */
  private addField(declaration: MemberDeclaration, declarator: MemberDeclarator | undefined, type: Type, explicit: number, isPacked: boolean): void {
    this.unfilledBits = 0;
    // A flexible array member has its element's alignment and no size.
    const size = isUnboundedArray(plain(type)) ? 0 : this.engine.size(type);
    if (isUnknown(size)) return this.fail(declarator, size);
    const natural = this.engine.align(type);
    if (isUnknown(natural)) return this.fail(declarator, natural);
    let align = isPacked ? Math.max(1, explicit) : Math.max(natural, explicit);
    // The pragma limits even an explicit alignment.
    if (this.pack !== 0) align = Math.min(align, this.pack);
    const offsetBits = this.isUnion ? 0 : alignUp(this.dataBits, align * 8);
    this.fields.push({ name: declarator?.name ?? 0, declaration, declarator, type, offsetBits, widthBits: undefined, sizeBytes: size });
    this.dataBits = this.isUnion ? Math.max(this.dataBits, size * 8) : offsetBits + size * 8;
    this.sizeBits = Math.max(this.sizeBits, this.dataBits);
    this.align = Math.max(this.align, align);
  }

  /** clang, LayoutBitField. Everything in bits. */
  private addBitField(declaration: MemberDeclaration, declarator: MemberDeclarator, type: Type, width: number, explicitBytes: number, isPacked: boolean): void {
    const { engine } = this;
    const unitBytes = engine.size(type);
    if (isUnknown(unitBytes)) return this.fail(declarator, unitBytes);
    const natural = engine.align(type);
    if (isUnknown(natural)) return this.fail(declarator, natural);
    const unit = unitBytes * 8;
    if (width < 0 || width > unit) return this.fail(declarator, unknown(`a width of ${width} bits does not fit its type`));
    let offset = this.isUnion ? 0 : this.dataBits - this.unfilledBits;
    let align = natural * 8;
    if (isPacked && width !== 0) align = 1;
    const explicit = explicitBytes * 8;
    if (explicit !== 0) align = Math.max(align, explicit);
    const pack = this.pack * 8;
    if (pack !== 0 && width !== 0) {
      // Packed fields take the pragma's alignment, or their own where it is less.
      const unpacked = Math.max(natural * 8, explicit);
      align = isPacked ? Math.min(unpacked, pack) : Math.min(align, pack);
    }
    if (width === 0 || (pack === 0 && (offset % align) + width > unit)) offset = alignUp(offset, align);
    else if (explicit !== 0 && (pack === 0 || explicit <= pack)) offset = alignUp(offset, explicit);
    this.fields.push({ name: declarator.name, declaration, declarator, type, offsetBits: offset, widthBits: width, sizeBytes: 0 });
    if (declarator.name === 0 && !engine.target.unnamedBitFieldsAlign) align = 1;
    if (this.isUnion) this.dataBits = Math.max(this.dataBits, alignUp(width, 8));
    else {
      const end = offset + width;
      this.dataBits = alignUp(end, 8);
      this.unfilledBits = this.dataBits - end;
    }
    this.sizeBits = Math.max(this.sizeBits, this.dataBits);
    this.align = Math.max(this.align, Math.floor(align / 8));
  }

  private fail(declarator: MemberDeclarator | undefined, cause: Unknown): void {
    const { resolver } = this.engine;
    const member = declarator === undefined || declarator.name === 0 ? 'an unnamed member' : `member '${resolver.spelling(declarator.name)}'`;
    // The innermost member names the cause.
    this.problem = cause.reason.includes('member') ? cause : unknown(`${cause.reason} (${member} of ${recordName(resolver, this.record)})`);
  }
}
