import { Q_CONST } from '../parser/ast.ts';
import type { BuiltinName } from '../parser/ast.ts';
import { isFloating } from '../types/arithmetic.ts';
import { plain, qualifiersOf, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { integerValue } from '../abi/constant.ts';
import { bounded } from './arithmetic.ts';
import { bytesInteger, contentsOf, isMemory, memoryOf, unknownContents, valueOf, type Reading } from './cell.ts';
import { unknownByte } from './byte-mark.ts';
import type { Interpreter } from './interpreter.ts';
import type { SourceUnit } from './program.ts';
import type { Thing } from './thing.ts';
import { Leads } from './leads.ts';
import { leading, leadsOf, unknownValue, type UnknownValue, type Value } from './value.ts';

/** An lvalue: bytes of an object, or bits of them. */
export interface Place {
  readonly kind: 'place';
  readonly thing: Thing;
  /** NaN: somewhere in it, and in the same variable as `near`. */
  readonly offset: number;
  readonly near?: number | undefined;
  readonly type: Type;
  /** Of a bit-field, from `offset` * 8. */
  readonly bits: { readonly offsetBits: number; readonly widthBits: number } | undefined;
}

/** The arithmetic type by which an integer or enum type is computed with; undefined for others. */
export function integerName({ engine }: SourceUnit, type: Type): BuiltinName | undefined {
  const inner = plain(type);
  if (inner.kind === 'enum') {
    const name = engine.enumInteger(inner);
    return isUnknown(name) ? undefined : name;
  }
  return inner.kind === 'builtin' &&
    !isFloating(inner.name) &&
    inner.name !== 'void' &&
    inner.name !== '__builtin_va_list'
    ? inner.name
    : undefined;
}

/** How a scalar of a type is read; undefined for what is no scalar. */
export function readingOf(source: SourceUnit, type: Type): Reading | undefined {
  const inner = plain(type);
  if (inner.kind === 'pointer') return { kind: 'pointer' };
  if (inner.kind === 'builtin' && isFloating(inner.name)) return { kind: 'floating', type: inner.name };
  const name = integerName(source, type);
  return name === undefined ? undefined : { kind: 'integer', type: name };
}

/** The value of an lvalue that is neither an array nor a function. */
export function load(m: Interpreter, place: Place | UnknownValue): Value {
  // What lies there may lead where those objects lead.
  if (place.kind === 'unknown') return leading(unknownValue(place.reason), leadsOf(place));
  const { source } = m.current.code;
  const { thing, offset, type, bits } = place;
  if (thing.event !== undefined) return m.steps.eventList(m, thing.event, type);
  const size = source.engine.size(type);
  if (isUnknown(size)) return unknownValue(size.reason);
  if (offset < 0 || (thing.sizeBytes !== undefined && offset + size > thing.sizeBytes)) {
    m.watch?.not(thing);
    return unknownValue(`the bytes that are read are outside ${thing.name}`);
  }
  const cell = m.store.read(thing);
  const reading = readingOf(source, type);
  if (Number.isNaN(offset)) {
    m.watch?.not(thing);
    if (m.watch === undefined) m.recorder?.lookedAtAll(thing);
    // All of them are 0.
    if (thing.isOne === true && bits === undefined && isMemory(cell) && cell.isZero && size <= cell.sizeBytes)
      return reading === undefined
        ? { kind: 'bytes', contents: { bytes: new Uint8Array(size), marks: undefined } }
        : valueOf({ bytes: new Uint8Array(size), marks: undefined }, reading, m.target, m.resolve);
    return leading(
      unknownValue(`the index of an element of ${thing.name} is not known`),
      leadsOf({ kind: 'address', thing, offset: place.near ?? 0 }),
    );
  }
  if (bits === undefined) m.looksAt(thing, offset, size);
  else return loadBits(m, place, bits, reading?.kind === 'integer' ? reading.type : 'unsigned int');
  if (!isMemory(cell)) {
    if (offset === 0 && cell.sizeBytes === size && reading !== undefined) return asRead(m, cell.value, reading);
  }
  const memory = memoryOf(cell, m.target);
  if (offset + size > memory.sizeBytes) {
    m.watch?.not(thing);
    return unknownValue(`the bytes that are read are outside ${thing.name}`);
  }
  const contents = memory.read(offset, size);
  return reading === undefined ? { kind: 'bytes', contents } : valueOf(contents, reading, m.target, m.resolve);
}

/** A scalar that was kept as a value, read as a type of the same size. */
function asRead(m: Interpreter, value: Value, reading: Reading): Value {
  if (value.kind === 'bytes') return valueOf(value.contents, reading, m.target, m.resolve);
  if (reading.kind === 'integer') {
    if (value.kind === 'integer')
      return value.type === reading.type ? value : integerValue(value.value, reading.type, m.target);
    if (value.kind === 'unknown') return bounded(value, reading.type, m.target);
  }
  if (value.kind === 'floating' && reading.kind !== 'floating')
    return unknownValue('a floating value is read as another type');
  if (reading.kind === 'floating' && value.kind === 'integer')
    return unknownValue('an integer is read as a floating value');
  if (reading.kind === 'pointer' && value.kind === 'integer')
    return integerValue(value.value, m.target.sizeType, m.target);
  return value;
}

function loadBits(
  m: Interpreter,
  { thing, offset }: Place,
  bits: NonNullable<Place['bits']>,
  type: BuiltinName,
): Value {
  m.watch?.not(thing);
  const { offsetBits, widthBits } = bits;
  const [first, count] = bytesOf(bits);
  m.looksAt(thing, offset + first, count);
  const { bytes, marks } = memoryOf(m.store.read(thing), m.target).read(offset + first, count);
  const mark = marks?.find((one) => one !== undefined)?.mark;
  if (mark !== undefined)
    return bounded(
      unknownValue(mark.kind === 'unknown' ? mark.reason : 'bits of a pointer', 0n, (1n << BigInt(widthBits)) - 1n),
      type,
      m.target,
    );
  const whole = bytesInteger(bytes, m.target.isBigEndian);
  const from = offsetBits - first * 8;
  const shift = m.target.isBigEndian ? count * 8 - from - widthBits : from;
  const raw = (whole >> BigInt(shift)) & ((1n << BigInt(widthBits)) - 1n);
  const isSigned = integerValue(-1n, type, m.target).value < 0n;
  return integerValue(isSigned ? BigInt.asIntN(widthBits, raw) : raw, type, m.target);
}

/** Keeps what has come to be known of a value: nobody writes it. */
export function keep(m: Interpreter, place: Place, value: Value): void {
  const { length } = m.writes;
  store(m, place, value);
  m.writes.length = length;
}

/** Writes a value that has the place's type already. */
export function store(m: Interpreter, place: Place | UnknownValue, written: Value): void {
  if (place.kind === 'unknown') {
    m.wild = Leads.both(m.wild, place.leads);
    m.kernel.wildWrite(place.reason);
  }
  const { thing, offset, type, bits } = place;
  const value = thing.why !== undefined && written.kind === 'unknown' ? { ...written, reason: thing.why } : written;
  if (Number.isNaN(offset)) {
    somewhere(m, thing, place.near ?? 0, `the index of an element of ${thing.name} that is written is not known`);
    return;
  }
  const { engine } = m.current.code.source;
  const size = engine.size(type);
  if (isUnknown(size)) {
    unknownRange(m, thing, offset, thing.sizeBytes === undefined ? 0 : thing.sizeBytes - offset, size.reason);
    return;
  }
  if (offset < 0 || (thing.sizeBytes !== undefined && offset + size > thing.sizeBytes) || thing.isFixed) {
    m.kernel.wildWrite(`the bytes that are written are outside ${thing.name}`);
  }
  if (bits !== undefined) storeBits(m, place, bits, value);
  else if (offset === 0 && thing.sizeBytes === size && size <= 16 && value.kind !== 'bytes')
    m.store.write(thing, { value, sizeBytes: size });
  else {
    const { bytes, marks } = contentsOf(value, size, m.target);
    m.store.write(thing, memoryOf(m.store.read(thing), m.target).write(offset, bytes.subarray(0, size), marks));
  }
  const [start, count] = bits === undefined ? [0, size] : bytesOf(bits);
  noteWrite(m, thing, offset + start, count);
}

/** The bytes that hold a bit-field: the first, counted from the record that has it, and how many. */
function bytesOf({ offsetBits, widthBits }: NonNullable<Place['bits']>): readonly [first: number, count: number] {
  const first = Math.floor(offsetBits / 8);
  return [first, Math.ceil((offsetBits + widthBits) / 8) - first];
}

function storeBits(m: Interpreter, { thing, offset }: Place, bits: NonNullable<Place['bits']>, value: Value): void {
  m.watch?.not(thing);
  const { offsetBits, widthBits } = bits;
  const [first, count] = bytesOf(bits);
  const memory = memoryOf(m.store.read(thing), m.target);
  m.looksAt(thing, offset + first, count);
  const { bytes, marks } = memory.read(offset + first, count);
  const mark = marks?.find((one) => one !== undefined)?.mark;
  // What fills its bytes replaces whatever was there.
  const isWhole = offsetBits % 8 === 0 && widthBits % 8 === 0;
  if ((mark !== undefined && !isWhole) || value.kind !== 'integer') {
    const reason =
      value.kind === 'unknown' ? value.reason : mark?.kind === 'unknown' ? mark.reason : 'bits that are not known';
    m.store.write(thing, memory.mark(offset + first, count, unknownByte(reason)));
    return;
  }
  const from = offsetBits - first * 8;
  const shift = BigInt(m.target.isBigEndian ? count * 8 - from - widthBits : from);
  const mask = ((1n << BigInt(widthBits)) - 1n) << shift;
  const whole = (bytesInteger(bytes, m.target.isBigEndian) & ~mask) | ((value.value << shift) & mask);
  m.store.write(
    thing,
    memory.write(offset + first, contentsOf(integerValue(whole, 'unsigned __int128', m.target), count, m.target).bytes),
  );
}

/** Something in an object is written, in the region only in the variable at `near`. */
export function somewhere(m: Interpreter, thing: Thing, near: number, reason: string): void {
  m.watch?.not(thing);
  const member = thing === m.kernel.curvnet?.region ? m.kernel.memberAt(near) : undefined;
  if (thing === m.kernel.curvnet?.region && member === undefined) m.kernel.wildWrite(reason);
  unknownRange(m, thing, member?.start ?? 0, member?.sizeBytes ?? thing.sizeBytes ?? Number.MAX_SAFE_INTEGER, reason);
}

/** Makes bytes of an object unknown. */
export function unknownRange(m: Interpreter, thing: Thing, offset: number, sizeBytes: number, reason: string): void {
  m.watch?.not(thing);
  if (thing.isFixed || sizeBytes <= 0) return;
  if (Number.isNaN(offset)) {
    if (thing === m.kernel.curvnet?.region) m.kernel.wildWrite(reason);
    unknownRange(m, thing, 0, thing.sizeBytes ?? Number.MAX_SAFE_INTEGER, reason);
    return;
  }
  const cell = m.store.read(thing);
  if (!isMemory(cell)) {
    m.store.write(thing, { value: unknownValue(reason), sizeBytes: cell.sizeBytes });
    noteWrite(m, thing, 0, cell.sizeBytes);
    return;
  }
  const from = Math.max(0, offset);
  const size = Math.min(sizeBytes, cell.sizeBytes - from);
  if (size <= 0) return;
  if (from === 0 && size === cell.sizeBytes) {
    const { bytes, marks } = size <= 64 ? unknownContents(reason, size) : { bytes: undefined, marks: undefined };
    m.store.write(thing, bytes === undefined ? cell.filledWith(unknownByte(reason)) : cell.write(0, bytes, marks));
  } else {
    m.store.write(thing, cell.mark(from, size, unknownByte(reason)));
  }
  noteWrite(m, thing, from, size);
}

/** Copies bytes; both ranges lie in their objects. */
export function writeBytes(
  m: Interpreter,
  thing: Thing,
  offset: number,
  contents: { readonly bytes: Uint8Array; readonly marks: Parameters<typeof valueOf>[0]['marks'] },
): void {
  if (Number.isNaN(offset)) {
    unknownRange(m, thing, NaN, 1, `the index of an element of ${thing.name} that is written is not known`);
    return;
  }
  if (
    thing.isFixed ||
    offset < 0 ||
    (thing.sizeBytes !== undefined && offset + contents.bytes.length > thing.sizeBytes)
  ) {
    m.kernel.wildWrite(`the bytes that are written are outside ${thing.name}`);
  }
  m.store.write(thing, memoryOf(m.store.read(thing), m.target).write(offset, contents.bytes, contents.marks));
  noteWrite(m, thing, offset, contents.bytes.length);
}

/** Remembers who wrote into a vnet's region. */
export function noteWrite(m: Interpreter, thing: Thing, offset: number, sizeBytes: number): void {
  if (m.frame === undefined) return;
  if (m.watch === undefined) {
    m.recorder?.wrote(m, thing, offset, sizeBytes);
    if (thing !== m.kernel.curvnet?.region) return;
  }
  const { code, at: token } = m.frame;
  const write = { offset, sizeBytes, source: code.source, code, token };
  if (m.watch !== undefined) m.watch.onWritten(write, thing);
  else m.writes.push(write);
}

/** True for an object that C code may not change. */
export function isConstType(type: Type): boolean {
  return (qualifiersOf(type) & Q_CONST) !== 0;
}
