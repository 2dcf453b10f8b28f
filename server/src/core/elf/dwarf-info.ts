import { ElfDamage, type ElfBytes } from './elf-bytes.ts';
import { FORM, readSigned, readUnsigned, skipForm } from './dwarf-forms.ts';
import type { DebugUnit, EntryShape } from './dwarf-units.ts';
import { absoluteRelocations, type Relocated } from './elf-relocations.ts';
import { plainBytes, type Inflate } from './compressed.ts';
import { findSection, type ElfFile } from './elf-file.ts';

/** A debug section with its relocations. */
export interface DebugSection {
  readonly bytes: ElfBytes;
  readonly relocations: ReadonlyMap<number, Relocated>;
}

/** The sections that .debug_info refers to. */
export interface DebugSections {
  readonly info: DebugSection;
  readonly abbreviations: ElfBytes;
  readonly strings: ElfBytes | undefined;
  readonly lineStrings: ElfBytes | undefined;
  readonly stringOffsets: DebugSection | undefined;
  readonly addresses: DebugSection | undefined;
}

/** An entry's attribute values, by attribute: where each begins and how it is encoded. */
export interface DebugEntry {
  readonly offset: number;
  readonly shape: EntryShape;
  readonly values: ReadonlyMap<number, { readonly at: number; readonly form: number; readonly constant: number }>;
  /** Offset after the entry: of its first child or its next sibling. */
  readonly next: number;
}

/** A value as an address: an offset in a section of a relocatable file, else an absolute address. */
export interface DebugAddress {
  readonly section: number | undefined;
  readonly value: bigint;
}

/** undefined without DWARF that can be read: none, or compressed in another way than zlib's. */
export function debugSections(file: ElfFile, inflate: Inflate): DebugSections | undefined {
  const plain = (name: string): DebugSection | undefined => {
    const section = findSection(file, name);
    const bytes = section === undefined ? undefined : plainBytes(file, section, inflate);
    return section === undefined || bytes === undefined
      ? undefined
      : { bytes, relocations: absoluteRelocations(file, section) };
  };
  const info = plain('.debug_info');
  const abbreviations = plain('.debug_abbrev');
  if (info === undefined || abbreviations === undefined) return undefined;
  return {
    info,
    abbreviations: abbreviations.bytes,
    strings: plain('.debug_str')?.bytes,
    lineStrings: plain('.debug_line_str')?.bytes,
    stringOffsets: plain('.debug_str_offsets'),
    addresses: plain('.debug_addr'),
  };
}

/** A section offset stored at `at`, relocated where the file is relocatable. */
export function offsetAt({ bytes, relocations }: DebugSection, at: number, size: number): number {
  const relocated = relocations.get(at);
  if (relocated === undefined) return bytes.count(at, size);
  return Number(relocated.value) + (relocated.hasAddend ? 0 : bytes.count(at, size));
}

function addressAt({ bytes, relocations }: DebugSection, at: number, size: number): DebugAddress {
  const relocated = relocations.get(at);
  if (relocated === undefined) return { section: undefined, value: bytes.address(at, size) };
  return { section: relocated.section, value: relocated.value + (relocated.hasAddend ? 0n : bytes.address(at, size)) };
}

/** The entry at `at`; undefined for the null entry that ends a list of children. */
export function readEntry(
  { info }: DebugSections,
  unit: DebugUnit,
  at: number,
): DebugEntry | { readonly next: number; readonly shape: undefined } {
  const code = readUnsigned(info.bytes, at);
  if (code.value === 0) return { next: code.next, shape: undefined };
  const shape = unit.shapes.get(code.value);
  if (shape === undefined) throw new ElfDamage(`a DWARF entry with an undefined abbreviation (${code.value})`);
  const values = new Map<number, { at: number; form: number; constant: number }>();
  let next = code.next;
  for (const { name, form, constant } of shape.attributes) {
    let direct = form;
    while (direct === FORM.indirect) {
      const actual = readUnsigned(info.bytes, next);
      direct = actual.value;
      next = actual.next;
    }
    values.set(name, { at: next, form: direct, constant });
    next = skipForm(info.bytes, next, direct, unit);
  }
  return { offset: at, shape, values, next };
}

/** Tag and end of the entry at `at`, without its values. */
export function passEntry(
  { info }: DebugSections,
  unit: DebugUnit,
  at: number,
): { readonly shape: EntryShape | undefined; readonly next: number } {
  const code = readUnsigned(info.bytes, at);
  if (code.value === 0) return { next: code.next, shape: undefined };
  const shape = unit.shapes.get(code.value);
  if (shape === undefined) throw new ElfDamage(`a DWARF entry with an undefined abbreviation (${code.value})`);
  if (shape.bytes !== undefined) return { shape, next: code.next + shape.bytes };
  let next = code.next;
  for (const { form } of shape.attributes) next = skipForm(info.bytes, next, form, unit);
  return { shape, next };
}

const DW_AT_str_offsets_base = 0x72;
const DW_AT_addr_base = 0x73;

/** Reads the values of one unit's entries. */
export class UnitValues {
  readonly unit: DebugUnit;
  private readonly sections: DebugSections;
  private readonly stringsBase: number;
  private readonly addressBase: number;

  constructor(sections: DebugSections, unit: DebugUnit, root: DebugEntry) {
    this.sections = sections;
    this.unit = unit;
    const base = (attribute: number): number => {
      const value = root.values.get(attribute);
      return value === undefined ? 0 : offsetAt(sections.info, value.at, unit.offsetBytes);
    };
    // The default base: after the section's header of 8 or 16 bytes.
    this.stringsBase = base(DW_AT_str_offsets_base) || unit.offsetBytes * 2;
    this.addressBase = base(DW_AT_addr_base) || unit.offsetBytes * 2;
  }

  text(entry: DebugEntry, attribute: number): string | undefined {
    const value = entry.values.get(attribute);
    if (value === undefined) return undefined;
    const { info, strings, lineStrings } = this.sections;
    const { offsetBytes } = this.unit;
    switch (value.form) {
      case FORM.string:
        return info.bytes.text(value.at);
      case FORM.strp:
        return strings?.text(offsetAt(info, value.at, offsetBytes));
      case FORM.lineStrp:
        return lineStrings?.text(offsetAt(info, value.at, offsetBytes));
      default: {
        const index = this.index(value.at, value.form, FORM.strx, FORM.strx1);
        const { stringOffsets } = this.sections;
        return index === undefined || stringOffsets === undefined
          ? undefined
          : strings?.text(offsetAt(stringOffsets, this.stringsBase + index * offsetBytes, offsetBytes));
      }
    }
  }

  /** A constant; undefined for an expression. */
  number(entry: DebugEntry, attribute: number): number | undefined {
    const value = entry.values.get(attribute);
    if (value === undefined) return undefined;
    const { bytes } = this.sections.info;
    switch (value.form) {
      case FORM.data1:
      case FORM.flag:
        return bytes.u8(value.at);
      case FORM.data2:
        return bytes.u16(value.at);
      case FORM.data4:
        return bytes.u32(value.at);
      case FORM.data8:
        return bytes.count(value.at, 8);
      case FORM.udata:
        return readUnsigned(bytes, value.at).value;
      case FORM.sdata:
        return readSigned(bytes, value.at).value;
      case FORM.flagPresent:
        return 1;
      case FORM.implicitConst:
        return value.constant;
      default:
        return undefined;
    }
  }

  /** Offset in .debug_info of the entry that the value refers to. */
  reference(entry: DebugEntry, attribute: number): number | undefined {
    const value = entry.values.get(attribute);
    if (value === undefined) return undefined;
    const { info } = this.sections;
    const { start, version, addressBytes, offsetBytes } = this.unit;
    switch (value.form) {
      case FORM.ref1:
        return start + info.bytes.u8(value.at);
      case FORM.ref2:
        return start + info.bytes.u16(value.at);
      case FORM.ref4:
        return start + info.bytes.u32(value.at);
      case FORM.ref8:
        return start + info.bytes.count(value.at, 8);
      case FORM.refUdata:
        return start + readUnsigned(info.bytes, value.at).value;
      case FORM.refAddr:
        return offsetAt(info, value.at, version <= 2 ? addressBytes : offsetBytes);
      default:
        return undefined;
    }
  }

  /** The address of a variable whose location is one fixed address (DW_OP_addr, DW_OP_addrx). */
  location(entry: DebugEntry, attribute: number): DebugAddress | undefined {
    const value = entry.values.get(attribute);
    if (value === undefined) return undefined;
    const expression = this.expressionAt(value.at, value.form);
    if (expression === undefined) return undefined;
    const { info, addresses } = this.sections;
    const operation = info.bytes.u8(expression);
    const { addressBytes } = this.unit;
    if (operation === DW_OP_addr) return addressAt(info, expression + 1, addressBytes);
    if (operation !== DW_OP_addrx || addresses === undefined) return undefined;
    return addressAt(
      addresses,
      this.addressBase + readUnsigned(info.bytes, expression + 1).value * addressBytes,
      addressBytes,
    );
  }

  private expressionAt(at: number, form: number): number | undefined {
    switch (form) {
      case FORM.exprloc:
      case FORM.block:
        return readUnsigned(this.sections.info.bytes, at).next;
      case FORM.block1:
        return at + 1;
      case FORM.block2:
        return at + 2;
      case FORM.block4:
        return at + 4;
      default:
        return undefined;
    }
  }

  private index(at: number, form: number, leb: number, first: number): number | undefined {
    if (form === leb) return readUnsigned(this.sections.info.bytes, at).value;
    return form >= first && form <= first + 3 ? this.sections.info.bytes.count(at, form - first + 1) : undefined;
  }
}

const DW_OP_addr = 0x03;
const DW_OP_addrx = 0xa1;
