import { ElfDamage, type ElfBytes } from './elf-bytes.ts';
import { fixedBytes, readSigned, readUnsigned, FORM, type UnitEncoding } from './dwarf-forms.ts';
import { getOrMake } from '../collections/get-or-make.ts';

interface AttributeShape {
  readonly name: number;
  readonly form: number;
  /** Of DW_FORM_implicit_const. */
  readonly constant: number;
}

/** The shape of an entry (.debug_abbrev). */
export interface EntryShape {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeShape[];
  /** Bytes of all attribute values when that is the same in every entry of this shape. */
  readonly bytes: number | undefined;
}

export interface DebugUnit extends UnitEncoding {
  /** Offset of the unit's header in .debug_info. */
  readonly start: number;
  /** Offset of its first entry, and the offset after its last. */
  readonly entries: number;
  readonly end: number;
  readonly shapes: ReadonlyMap<number, EntryShape>;
}

const DW_UT_COMPILE = 1;
const DW_UT_PARTIAL = 3;
const OLDEST_VERSION = 2;
const NEWEST_VERSION = 5;

/** Compilation units of .debug_info, DWARF 2 to 5; type units and units of later versions are passed over. */
export function* debugUnits(
  info: ElfBytes,
  abbreviations: ElfBytes,
  offsetOf: (at: number, bytes: number) => number,
): Generator<DebugUnit> {
  const shapesByKey = new Map<string, ReadonlyMap<number, EntryShape>>();
  for (let start = 0; start < info.size;) {
    const short = info.u32(start);
    const is64 = short === 0xffffffff;
    const offsetBytes = is64 ? 8 : 4;
    const body = start + (is64 ? 12 : 4);
    const end = body + (is64 ? info.count(start + 4, 8) : short);
    if (end > info.size) throw new ElfDamage('a DWARF unit that ends after its section');
    const version = info.u16(body);
    const header = unitHeader(info, body + 2, version, offsetBytes, offsetOf);
    if (header !== undefined) {
      const encoding = { version, addressBytes: header.addressBytes, offsetBytes };
      const key = `${header.abbreviations} ${version} ${header.addressBytes} ${offsetBytes}`;
      const shapes = getOrMake(shapesByKey, key, () => readShapes(abbreviations, header.abbreviations, encoding));
      yield { ...encoding, start, entries: header.entries, end, shapes };
    }
    start = end;
  }
}

function unitHeader(
  info: ElfBytes,
  at: number,
  version: number,
  offsetBytes: number,
  offsetOf: (at: number, bytes: number) => number,
): { readonly abbreviations: number; readonly addressBytes: number; readonly entries: number } | undefined {
  if (version < OLDEST_VERSION || version > NEWEST_VERSION) return undefined;
  if (version < 5)
    return {
      abbreviations: offsetOf(at, offsetBytes),
      addressBytes: info.u8(at + offsetBytes),
      entries: at + offsetBytes + 1,
    };
  const type = info.u8(at);
  if (type !== DW_UT_COMPILE && type !== DW_UT_PARTIAL) return undefined;
  return { addressBytes: info.u8(at + 1), abbreviations: offsetOf(at + 2, offsetBytes), entries: at + 2 + offsetBytes };
}

function readShapes(bytes: ElfBytes, from: number, unit: UnitEncoding): ReadonlyMap<number, EntryShape> {
  const shapes = new Map<number, EntryShape>();
  for (let at = from; at < bytes.size;) {
    const code = readUnsigned(bytes, at);
    if (code.value === 0) break;
    const tag = readUnsigned(bytes, code.next);
    const hasChildren = bytes.u8(tag.next) !== 0;
    const attributes: AttributeShape[] = [];
    let size: number | undefined = 0;
    for (at = tag.next + 1; ;) {
      const name = readUnsigned(bytes, at);
      const form = readUnsigned(bytes, name.next);
      at = form.next;
      let constant = 0;
      if (form.value === FORM.implicitConst) {
        const signed = readSigned(bytes, at);
        constant = signed.value;
        at = signed.next;
      }
      if (name.value === 0 && form.value === 0) break;
      attributes.push({ name: name.value, form: form.value, constant });
      const fixed = fixedBytes(form.value, unit);
      size = size === undefined || fixed === undefined ? undefined : size + fixed;
    }
    shapes.set(code.value, { tag: tag.value, hasChildren, attributes, bytes: size });
  }
  return shapes;
}
