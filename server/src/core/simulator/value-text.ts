import type { PointerMark } from '../machine/byte-mark.ts';
import type { Contents } from '../machine/memory.ts';
import { interpret, readScalar } from './typed-value.ts';
import type { ArrayView, RecordView, ScalarView, TypeView } from './type-view.ts';

/** What texts of values need to know besides the bytes. */
export interface ValueContext {
  readonly isBigEndian: boolean;
  /** A vnet's name by its number. */
  readonly vnetName: (vnet: number) => string;
  /** What lies at a place of the region: "x", "x+8". */
  readonly regionName?: (offset: number) => string | undefined;
  /** The vnet in whose memory the value stands; undefined in a reference copy. */
  readonly vnet: number | undefined;
}

/** An object as C would initialize it: `3`, `{.tqh_first = NULL, .tqh_last = &ifnet}`; equal elements are counted. */
export function valueText(
  contents: Contents,
  view: TypeView,
  offsetBits: number,
  widthBits: number | undefined,
  context: ValueContext,
): string {
  switch (view.kind) {
    case 'scalar':
      return scalarText(contents, view, offsetBits, widthBits ?? view.sizeBytes * 8, context);
    case 'pointer':
      return pointerText(contents, view.sizeBytes, offsetBits, context);
    case 'array':
      return arrayText(contents, view, offsetBits, context);
    case 'record':
      return recordText(contents, view, offsetBits, context);
    case 'opaque':
      return bytesText(contents, offsetBits / 8, view.sizeBytes, context);
  }
}

function scalarText(
  contents: Contents,
  view: ScalarView,
  offsetBits: number,
  widthBits: number,
  context: ValueContext,
): string {
  const read = readScalar(contents, offsetBits, widthBits, context.isBigEndian);
  if (read.kind === 'unknown') return `unknown (${read.reason})`;
  if (read.kind === 'pointer') return addressText(read.mark, context);
  if (read.kind === 'floating') return String(read.value);
  const value = interpret(read.value, view, widthBits);
  if (value.kind !== 'integer') return value.kind === 'floating' ? String(value.value) : scalarUnknown(view);
  if (view.isBoolean) return value.value === 0n ? 'false' : value.value === 1n ? 'true' : String(value.value);
  const enumerator = view.enumerators.find((candidate) => candidate.value === String(value.value));
  return enumerator?.name ?? String(value.value);
}

function scalarUnknown(view: ScalarView): string {
  return `unknown (${view.text} is not read)`;
}

function pointerText(contents: Contents, sizeBytes: number, offsetBits: number, context: ValueContext): string {
  const read = readScalar(contents, offsetBits, sizeBytes * 8, context.isBigEndian);
  switch (read.kind) {
    case 'unknown':
      return `unknown (${read.reason})`;
    case 'pointer':
      return addressText(read.mark, context);
    case 'floating':
      return String(read.value);
    case 'integer':
      return read.value === 0n ? 'NULL' : `0x${read.value.toString(16)}`;
  }
}

/** `&foo+8`, `"text"`, `&vnet_entry_x` for a reference copy, `&V_x in a` for a vnet's. */
function addressText({ pointee, addend }: PointerMark, context: ValueContext): string {
  const more = addend === 0 ? '' : addend > 0 ? `+${addend}` : String(addend);
  switch (pointee.kind) {
    case 'function':
      return `${pointee.symbol}${more}`;
    case 'object': {
      // The reference copies as C code finds them: one object.
      const name = pointee.symbol === '__start_set_vnet' ? context.regionName?.(addend) : undefined;
      return name === undefined ? `&${pointee.symbol}${more}` : `&vnet_entry_${name}`;
    }
    case 'string':
      return `${JSON.stringify(pointee.text)}${more}`;
    case 'literal':
      return `an unnamed object${more}`;
    case 'reference':
      return `&${pointee.symbol}${more}`;
    case 'copy':
      return `&V_${pointee.name}${more} in ${context.vnetName(pointee.vnet)}`;
    case 'own': {
      const name = context.regionName?.(addend);
      return name === undefined ? `the vnet's region${more}` : `&V_${name}`;
    }
    case 'made':
      return `${pointee.what}${more}`;
    case 'counter':
      return `a counter of ${context.vnet === undefined ? 'the vnet' : context.vnetName(context.vnet)}`;
  }
}

/** How many different elements or members are written out at one level. */
const SHOWN = 200;

function arrayText(contents: Contents, view: ArrayView, offsetBits: number, context: ValueContext): string {
  const string = charactersText(contents, view, offsetBits / 8);
  if (string !== undefined) return string;
  const parts: { readonly text: string; count: number }[] = [];
  for (let i = 0; i < view.count; i++) {
    const text = valueText(contents, view.element, offsetBits + i * view.strideBytes * 8, undefined, context);
    const last = parts.at(-1);
    if (last?.text === text) last.count++;
    else parts.push({ text, count: 1 });
  }
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined && only.count > 1) return `{${only.text} <repeats ${only.count} times>}`;
  const shown = parts
    .slice(0, SHOWN)
    .map(({ text, count }) => (count === 1 ? text : `${text} <repeats ${count} times>`));
  return `{${shown.join(', ')}${parts.length > SHOWN ? ', ...' : ''}}`;
}

/** A char array that holds a string and zeros behind it. */
function charactersText({ bytes, marks }: Contents, view: ArrayView, from: number): string | undefined {
  const { element } = view;
  if (element.kind !== 'scalar' || element.text !== 'char' || view.count === 0) return undefined;
  if (marks?.slice(from, from + view.count).some((mark) => mark !== undefined) === true) return undefined;
  const own = bytes.subarray(from, from + view.count);
  const end = own.indexOf(0);
  const text = end === -1 ? own : own.subarray(0, end);
  if (text.some((byte) => byte < 0x20 || byte > 0x7e) || (end !== -1 && own.subarray(end).some((byte) => byte !== 0)))
    return undefined;
  return JSON.stringify(String.fromCharCode(...text));
}

function recordText(contents: Contents, view: RecordView, offsetBits: number, context: ValueContext): string {
  const fields = view.fields.slice(0, SHOWN).map(({ name, offsetBits: at, widthBits, view: type }) => {
    const text = valueText(contents, type, offsetBits + at, widthBits, context);
    return name === '' ? text : `.${name} = ${text}`;
  });
  return `{${fields.join(', ')}${view.fields.length > SHOWN ? ', ...' : ''}}`;
}

function bytesText({ bytes, marks }: Contents, from: number, sizeBytes: number, context: ValueContext): string {
  for (let i = from; i < from + sizeBytes; i++) {
    const mark = marks?.[i]?.mark;
    if (mark !== undefined)
      return mark.kind === 'unknown' ? `unknown (${mark.reason})` : `bytes with ${addressText(mark, context)} in them`;
  }
  const own = bytes.subarray(from, from + sizeBytes);
  if (own.every((byte) => byte === 0)) return `${sizeBytes} zero bytes`;
  return (
    [...own.subarray(0, 64)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') +
    (sizeBytes > 64 ? ' ...' : '')
  );
}
