import type { Inflate } from './compressed.ts';
import { ElfDamage } from './elf-bytes.ts';
import {
  debugSections,
  offsetAt,
  passEntry,
  readEntry,
  UnitValues,
  type DebugAddress,
  type DebugEntry,
  type DebugSections,
} from './dwarf-info.ts';
import { debugUnits, type DebugUnit } from './dwarf-units.ts';
import type { ElfFile } from './elf-file.ts';

/** A variable as DWARF describes its definition. */
export interface DebugVariable {
  readonly name: string;
  /** The compilation unit's file as the compiler was given it. */
  readonly unit: string;
  readonly producer: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly address: DebugAddress | undefined;
}

const TAG = {
  arrayType: 0x01,
  pointerType: 0x0f,
  typedef: 0x16,
  subrangeType: 0x21,
  constType: 0x26,
  variable: 0x34,
  volatileType: 0x35,
  restrictType: 0x37,
  atomicType: 0x47,
} as const;
const AT = {
  location: 0x02,
  name: 0x03,
  byteSize: 0x0b,
  upperBound: 0x2f,
  producer: 0x25,
  count: 0x37,
  declaration: 0x3c,
  specification: 0x47,
  type: 0x49,
  linkageName: 0x6e,
} as const;

const TRANSPARENT: ReadonlySet<number> = new Set([
  TAG.typedef,
  TAG.constType,
  TAG.volatileType,
  TAG.restrictType,
  TAG.atomicType,
]);
const DEEPEST_TYPE = 100;

/**
 * Definitions of file-scope variables whose names begin with `prefix`; undefined when the file has no DWARF that can be
 * read.
 */
export function debugVariables(file: ElfFile, prefix: string, inflate: Inflate): readonly DebugVariable[] | undefined {
  const sections = debugSections(file, inflate);
  if (sections === undefined) return undefined;
  const variables: DebugVariable[] = [];
  for (const unit of debugUnits(sections.info.bytes, sections.abbreviations, (at, size) =>
    offsetAt(sections.info, at, size),
  )) {
    const root = readEntry(sections, unit, unit.entries);
    if (root.shape === undefined || !root.shape.hasChildren) continue;
    const values = new UnitValues(sections, unit, root);
    const unitName = values.text(root, AT.name) ?? '';
    const producer = values.text(root, AT.producer);
    for (const entry of variablesOf(sections, unit, root)) {
      if (values.number(entry, AT.declaration) === 1) continue;
      const origin = originOf(sections, values, entry);
      const name = values.text(entry, AT.linkageName) ?? values.text(entry, AT.name) ?? values.text(origin, AT.name);
      if (name?.startsWith(prefix) !== true) continue;
      const type = values.reference(entry, AT.type) ?? values.reference(origin, AT.type);
      variables.push({
        name,
        unit: unitName,
        producer,
        sizeBytes: type === undefined ? undefined : sizeOfType(sections, values, type),
        address: values.location(entry, AT.location),
      });
    }
  }
  return variables;
}

/** The variables among a unit's own children. */
function* variablesOf(sections: DebugSections, unit: DebugUnit, root: DebugEntry): Generator<DebugEntry> {
  let depth = 1;
  for (let at = root.next; at < unit.end && depth > 0;) {
    const { shape, next } = passEntry(sections, unit, at);
    if (shape === undefined) depth--;
    else {
      if (depth === 1 && shape.tag === TAG.variable) {
        const entry = readEntry(sections, unit, at);
        if (entry.shape !== undefined) yield entry;
      }
      if (shape.hasChildren) depth++;
    }
    at = next;
  }
}

/** The declaration that a definition completes; the definition itself when it stands alone. */
function originOf(sections: DebugSections, values: UnitValues, entry: DebugEntry): DebugEntry {
  const at = values.reference(entry, AT.specification);
  const origin = at === undefined ? undefined : entryAt(sections, values, at);
  return origin ?? entry;
}

/**
 * An entry of the unit; entries of other units (DW_FORM_ref_addr) are not followed: compilers of C do not make them.
 */
function entryAt(sections: DebugSections, values: UnitValues, at: number): DebugEntry | undefined {
  if (at < values.unit.entries || at >= values.unit.end) return undefined;
  const entry = readEntry(sections, values.unit, at);
  return entry.shape === undefined ? undefined : entry;
}

/** Size of a type in bytes; undefined when DWARF does not say. */
function sizeOfType(sections: DebugSections, values: UnitValues, at: number, depth = 0): number | undefined {
  if (depth > DEEPEST_TYPE) throw new ElfDamage('DWARF types that refer to themselves');
  const entry = entryAt(sections, values, at);
  if (entry === undefined) return undefined;
  const size = values.number(entry, AT.byteSize);
  if (size !== undefined) return size;
  const { tag } = entry.shape;
  if (tag === TAG.pointerType) return values.unit.addressBytes;
  const type = values.reference(entry, AT.type);
  if (type === undefined || (tag !== TAG.arrayType && !TRANSPARENT.has(tag))) return undefined;
  const element = sizeOfType(sections, values, type, depth + 1);
  if (element === undefined || tag !== TAG.arrayType) return element;
  const length = arrayLength(sections, values, entry);
  return length === undefined ? undefined : element * length;
}

/** Product of the dimensions. */
function arrayLength(sections: DebugSections, values: UnitValues, array: DebugEntry): number | undefined {
  if (!array.shape.hasChildren) return undefined;
  let length = 1;
  for (let at = array.next; at < values.unit.end;) {
    const dimension = readEntry(sections, values.unit, at);
    if (dimension.shape === undefined) return length;
    if (dimension.shape.tag !== TAG.subrangeType || dimension.shape.hasChildren) return undefined;
    const last = values.number(dimension, AT.upperBound);
    const count = values.number(dimension, AT.count) ?? (last === undefined ? undefined : last + 1);
    // A dimension without a count: an array of unknown or zero length.
    if (count === undefined) return undefined;
    length *= count;
    at = dimension.next;
  }
  return undefined;
}
