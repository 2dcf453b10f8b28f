import { nullEnded } from '../null-ended.ts';
import { integerValue } from '../../abi/constant.ts';
import { builtin, plain } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { store, unknownRange, writeBytes } from '../access.ts';
import { unknownByte } from '../byte-mark.ts';
import { memoryOf } from '../cell.ts';
import type { Interpreter } from '../interpreter.ts';
import { Memory, type Contents } from '../memory.ts';
import type { Call, Model } from '../models.ts';
import { unknownValue, type Address, type Value } from '../value.ts';

/** Bytes of an object; undefined where they are not all inside. */
export function bytesAt(m: Interpreter, { thing, offset }: Address, size: number): Contents | undefined {
  const memory = memoryOf(m.store.read(thing), m.target);
  if (Number.isNaN(offset) || offset < 0 || size < 0 || offset + size > memory.sizeBytes || size > 1 << 24)
    return undefined;
  m.looksAt(thing, offset, size);
  return memory.read(offset, size);
}

/** A string up to its null; undefined where it is not known. */
export function stringAt(m: Interpreter, value: Value): string | undefined {
  if (value.kind !== 'address') return undefined;
  if (Number.isNaN(value.offset)) return undefined;
  const memory = memoryOf(m.store.read(value.thing), m.target);
  let text = '';
  for (let at = value.offset; at >= 0 && at < memory.sizeBytes && text.length < 4096; at++) {
    const { bytes, marks } = memory.read(at, 1);
    m.looksAt(value.thing, at, 1);
    if (marks?.[0] !== undefined) return undefined;
    if (bytes[0] === 0) return text;
    text += String.fromCharCode(bytes[0] ?? 0);
  }
  return undefined;
}

/** Everything behind a pointer that may be written is unknown. */
function lose(m: Interpreter, to: Value, reason: string): void {
  if (to.kind !== 'address') {
    m.kernel.wildWrite(to.kind === 'unknown' ? to.reason : reason);
  }
  if (Number.isNaN(to.offset)) {
    unknownRange(m, to.thing, NaN, 1, reason);
    return;
  }
  const member = to.thing === m.kernel.curvnet?.region ? m.kernel.memberAt(to.offset) : undefined;
  const end = member === undefined ? (to.thing.sizeBytes ?? Number.MAX_SAFE_INTEGER) : member.start + member.sizeBytes;
  unknownRange(m, to.thing, to.offset, end - to.offset, reason);
}

function copy(call: Call, to: Value, from: Value, size: Value): Value {
  const { m } = call;
  if (size.kind !== 'integer' || to.kind !== 'address' || from.kind !== 'address') {
    const reason =
      size.kind === 'unknown'
        ? size.reason
        : from.kind === 'unknown'
          ? from.reason
          : 'bytes that are copied are not known';
    if (size.kind === 'integer' && to.kind === 'address')
      unknownRange(m, to.thing, to.offset, Number(size.value), reason);
    else lose(m, to, reason);
    return to;
  }
  const contents = bytesAt(m, from, Number(size.value));
  if (contents === undefined)
    unknownRange(
      m,
      to.thing,
      to.offset,
      Number(size.value),
      `the bytes that are copied are outside ${from.thing.name}`,
    );
  else writeBytes(m, to.thing, to.offset, contents);
  return to;
}

function fill(call: Call, to: Value, byte: Value, size: Value): Value {
  const { m } = call;
  if (to.kind !== 'address' || size.kind !== 'integer')
    lose(m, to, size.kind === 'unknown' ? size.reason : 'bytes are filled');
  else if (byte.kind !== 'integer')
    unknownRange(
      m,
      to.thing,
      to.offset,
      Number(size.value),
      byte.kind === 'unknown' ? byte.reason : 'bytes are filled',
    );
  else if (to.offset === 0 && to.thing.sizeBytes === undefined && size.value > 1n << 24n)
    lose(m, to, 'very many bytes are filled');
  else
    writeBytes(m, to.thing, to.offset, {
      bytes: new Uint8Array(Number(size.value)).fill(Number(byte.value & 0xffn)),
      marks: undefined,
    });
  return to;
}

const zero = (call: Call): Value => integerValue(0n, 'int', call.m.target);

function compareBytes(call: Call): Value {
  const size = call.value(2);
  const [a, b] = [call.value(0), call.value(1)];
  if (size.kind !== 'integer' || a.kind !== 'address' || b.kind !== 'address')
    return unknownValue('bytes are compared');
  const left = bytesAt(call.m, a, Number(size.value));
  const right = bytesAt(call.m, b, Number(size.value));
  if (left === undefined || right === undefined || left.marks !== undefined || right.marks !== undefined)
    return unknownValue('bytes that are not known are compared');
  return integerValue(BigInt(Math.sign(byteOrder(left.bytes, right.bytes))), 'int', call.m.target);
}

function byteOrder(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}

function compareStrings(call: Call, limit: number | undefined, isCaseless: boolean): Value {
  let [a, b] = [stringAt(call.m, call.value(0)), stringAt(call.m, call.value(1))];
  if (a === undefined || b === undefined) return unknownValue('strings that are not known are compared');
  if (isCaseless) [a, b] = [a.toLowerCase(), b.toLowerCase()];
  if (limit !== undefined) [a, b] = [a.slice(0, limit), b.slice(0, limit)];
  return integerValue(a === b ? 0n : a < b ? -1n : 1n, 'int', call.m.target);
}

function copyString(call: Call, limit: Value | undefined, isPadded: boolean): Value {
  const { m } = call;
  const to = call.value(0);
  const text = stringAt(m, call.value(1));
  const most = limit === undefined ? undefined : limit.kind === 'integer' ? Number(limit.value) : NaN;
  if (to.kind !== 'address' || text === undefined || Number.isNaN(most)) {
    lose(m, to, 'a string that is not known is copied');
    return integerValue(0n, 'unsigned long', m.target);
  }
  const bytes = nullEnded(text);
  let written = most === undefined ? bytes : bytes.slice(0, most);
  if (isPadded && most !== undefined && written.length < most) {
    const padded = new Uint8Array(most);
    padded.set(written);
    written = padded;
  }
  if (!isPadded && most !== undefined && most > 0 && bytes.length > most) written[most - 1] = 0;
  if (written.length > 0) writeBytes(m, to.thing, to.offset, { bytes: written, marks: undefined });
  return integerValue(BigInt(text.length), 'unsigned long', m.target);
}

/**
 * What panic(9) prints of a format and its arguments; where one of them is not known it stands as the format has it.
 */
export function printed(call: Call, from: number): string | undefined {
  const format = stringAt(call.m, call.value(from));
  if (format === undefined) return undefined;
  let next = from + 1;
  return format.replace(/%(%|[-0-9.+ #]*(?:l|ll|j|z|h|hh)?[sduxcipo])/g, (whole, spec: string) => {
    if (spec === '%') return '%';
    const value = call.value(next++);
    if (spec === 's') return stringAt(call.m, value) ?? whole;
    if (spec === 'p') return value.kind === 'integer' && value.value === 0n ? '0' : whole;
    if (value.kind !== 'integer') return whole;
    if (/^(?:l|ll|j|z|h|hh)?[diu]$/.test(spec)) return String(value.value);
    return /^(?:l|ll|j|z|h|hh)?x$/.test(spec) ? BigInt.asUintN(64, value.value).toString(16) : whole;
  });
}

/** snprintf(3) with %s, %d, %u and %x of what is known; undefined for all else. */
function formatted(call: Call, from: number): string | undefined {
  const format = stringAt(call.m, call.value(from));
  if (format === undefined) return undefined;
  let next = from + 1;
  const missing: string[] = [];
  const text = format.replace(/%(%|[-0-9.]*(?:l|ll|j|z|h|hh)?[sduxcip])/g, (whole, spec: string) => {
    if (spec === '%') return '%';
    const value = call.value(next++);
    if (/^s$/.test(spec)) {
      const read = stringAt(call.m, value);
      if (read !== undefined) return read;
    } else if (/^(?:l|ll|j|z)?[diu]$/.test(spec) && value.kind === 'integer') return String(value.value);
    else if (/^(?:l|ll|j|z)?x$/.test(spec) && value.kind === 'integer')
      return BigInt.asUintN(64, value.value).toString(16);
    missing.push(whole);
    return whole;
  });
  return missing.length === 0 && !/%/.test(text.replaceAll('%%', '')) ? text : undefined;
}

const snprintf: Model = (call) => {
  const { m } = call;
  const [to, size] = [call.value(0), call.value(1)];
  const text = formatted(call, 2);
  if (to.kind !== 'address' || size.kind !== 'integer' || text === undefined) {
    if (to.kind === 'address' && size.kind === 'integer')
      unknownRange(m, to.thing, to.offset, Number(size.value), 'a text that is not known is written');
    else if (!(to.kind === 'integer' && to.value === 0n)) lose(m, to, 'a text that is not known is written');
    return unknownValue('the length of a text');
  }
  const bytes = nullEnded(text.slice(0, Math.max(0, Number(size.value) - 1)));
  if (size.value > 0n) writeBytes(m, to.thing, to.offset, { bytes, marks: undefined });
  return integerValue(BigInt(text.length), 'int', m.target);
};

/** What is printed from a va_list is not known: vsnprintf(3). */
const vsnprintf: Model = (call) => {
  const { m } = call;
  const [to, size] = [call.value(0), call.value(1)];
  if (to.kind === 'address' && size.kind === 'integer')
    unknownRange(m, to.thing, to.offset, Number(size.value), 'a text that is not known is written');
  else if (!(to.kind === 'integer' && to.value === 0n)) lose(m, to, 'a text that is not known is written');
  return unknownValue('the length of a text');
};

/** asprintf(&text, type, format, ...) and vasprintf(): new memory with a text that is not known. */
const asprintf: Model = (call) => {
  const { m } = call;
  const made = m.make('a text', undefined, () => Memory.filled(2 ** 20, unknownByte('a text that is not known')));
  const type = call.value(1);
  m.ledger?.take(m, 'memory', made, `${call.name}()`, type.kind === 'address' ? { type: type.thing } : {});
  store(m, m.steps.behind(m, call.value(0), call.type(0)), { kind: 'address', thing: made, offset: 0 });
  return unknownValue('the length of a text', 0n, 0x7fff_ffffn);
};

/** More elements are not sorted. */
const MOST_SORTED = 64;

/** qsort(3): where the order of all elements is known, and none is like another. */
const qsort: Model = (call) => {
  const { m } = call;
  const [base, count, size, compare] = [call.value(0), call.value(1), call.value(2), call.value(3)];
  if (base.kind !== 'address' || count.kind !== 'integer' || size.kind !== 'integer') {
    lose(m, base, 'what is sorted is not known');
    return unknownValue('no value');
  }
  const [length, stride] = [Number(count.value), Number(size.value)];
  if (length < 2) return unknownValue('no value');
  const at = (index: number): Value => ({ kind: 'address', thing: base.thing, offset: base.offset + index * stride });
  let isKnown = compare.kind === 'address' && length <= MOST_SORTED && !Number.isNaN(base.offset);
  const order = Array.from({ length }, (_, i) => i);
  if (compare.kind === 'address' && isKnown)
    order.sort((a, b) => {
      const result =
        isKnown && a !== b ? m.steps.callThing(m, compare.thing, [at(a), at(b)], [], builtin('int')) : undefined;
      if (result?.kind !== 'integer' || result.value === 0n) isKnown = false;
      return result?.kind === 'integer' ? Math.sign(Number(result.value)) : 0;
    });
  const old = isKnown
    ? order.map((index) => bytesAt(m, { ...base, offset: base.offset + index * stride }, stride))
    : [];
  if (!isKnown || old.includes(undefined))
    unknownRange(m, base.thing, base.offset, length * stride, 'in which order elements are sorted is not known');
  else old.forEach((contents, i) => contents && writeBytes(m, base.thing, base.offset + i * stride, contents));
  return unknownValue('no value');
};

/** Filling memory: it looks at nothing. */
export const FILL_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['memset', (call) => fill(call, call.value(0), call.value(1), call.value(2))],
  ['explicit_bzero', (call) => fill(call, call.value(0), zero(call), call.value(1))],
  ['bzero', (call) => fill(call, call.value(0), zero(call), call.value(1))],
]);

/** libkern's functions on bytes and strings. */
export const STRING_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...FILL_MODELS,
  ['memcpy', (call) => copy(call, call.value(0), call.value(1), call.value(2))],
  ['memmove', (call) => copy(call, call.value(0), call.value(1), call.value(2))],
  ['bcopy', (call) => copy(call, call.value(1), call.value(0), call.value(2))],
  ['memcmp', compareBytes],
  ['bcmp', compareBytes],
  ['strcmp', (call) => compareStrings(call, undefined, false)],
  ['strcasecmp', (call) => compareStrings(call, undefined, true)],
  [
    'strncmp',
    (call) => {
      const limit = call.value(2);
      return limit.kind === 'integer'
        ? compareStrings(call, Number(limit.value), false)
        : unknownValue('strings are compared');
    },
  ],
  [
    'strlen',
    (call) => {
      const text = stringAt(call.m, call.value(0));
      return text === undefined
        ? unknownValue('the length of a string')
        : integerValue(BigInt(text.length), 'unsigned long', call.m.target);
    },
  ],
  ['strlcpy', (call) => copyString(call, call.value(2), false)],
  [
    'strcpy',
    (call) => {
      copyString(call, undefined, false);
      return call.value(0);
    },
  ],
  [
    'strncpy',
    (call) => {
      copyString(call, call.value(2), true);
      return call.value(0);
    },
  ],
  ['snprintf', snprintf],
  ['vsnprintf', vsnprintf],
  ['asprintf', asprintf],
  ['vasprintf', asprintf],
  ['qsort', qsort],
]);

/** Bytes of the type that a pointer argument points to. */
export function pointedSize(call: Call, index: number): number | undefined {
  const type = plain(call.type(index));
  if (type.kind !== 'pointer') return undefined;
  const size = call.m.current.code.source.engine.size(type.target);
  return isUnknown(size) ? undefined : size;
}
