import { pointerBytes, type Pointee } from '../machine/byte-mark.ts';
import type { Contents } from '../machine/memory.ts';
import type { ArrayView, PointerView, ScalarView } from './type-view.ts';
import { writeScalar } from './typed-value.ts';
import type { Place } from './access-path.ts';

/** A value as a scenario writes it. */
export type WrittenValue =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'floating'; readonly value: number }
  /** An enumerator, NULL, true, false. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string }
  /** `&foo`, `&V_foo + 8` */
  | { readonly kind: 'address'; readonly symbol: string; readonly addend: number };

/** Reads `3`, `-0x10`, `017`, `'a'`, `2.5`, `NULL`, `"lo0"`, `&V_x + 8`; undefined when it is none of these. */
export function parseValue(text: string): WrittenValue | undefined {
  const integer = /^(-?)\s*(0[xX][0-9a-fA-F]+|\d+)[uUlL]*$/.exec(text);
  if (integer?.[2] !== undefined) {
    const digits = /^0\d/.test(integer[2]) ? `0o${integer[2].slice(1)}` : integer[2];
    if (/^0o\d*[89]/.test(digits)) return undefined;
    return { kind: 'integer', value: integer[1] === '-' ? -BigInt(digits) : BigInt(digits) };
  }
  if (/^-?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?$|^-?\d+[eE][-+]?\d+$/.test(text))
    return { kind: 'floating', value: Number(text) };
  const character = /^'([ -&(-[\]-~])'$/.exec(text)?.[1];
  if (character !== undefined) return { kind: 'integer', value: BigInt(character.charCodeAt(0)) };
  if (/^"(?:[^"\\]|\\[nt"\\0])*"$/.test(text)) return { kind: 'string', text: unescape(text.slice(1, -1)) };
  const address = /^&\s*([A-Za-z_]\w*)\s*(?:\+\s*(\d+))?$/.exec(text);
  if (address?.[1] !== undefined) return { kind: 'address', symbol: address[1], addend: Number(address[2] ?? 0) };
  return /^[A-Za-z_]\w*$/.test(text) ? { kind: 'name', name: text } : undefined;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, code: string) => ({ n: '\n', t: '\t', 0: '\0' })[code] ?? code);
}

/** `contents` with the value at the place, or one line that says why it can't stand there. */
export function placeValue(
  contents: Contents,
  place: Place,
  value: WrittenValue,
  isBigEndian: boolean,
  pointeeOf: (symbol: string) => Pointee | string,
): Contents | string {
  const { view, offsetBits } = place;
  switch (view.kind) {
    case 'scalar':
      return placeScalar(contents, view, offsetBits, place.widthBits ?? view.sizeBytes * 8, value, isBigEndian);
    case 'pointer':
      return placePointer(contents, view, offsetBits, value, isBigEndian, pointeeOf);
    case 'array':
      return placeString(contents, view, offsetBits / 8, value);
    case 'record':
      return `${view.text} is written member by member`;
    case 'opaque':
      return `${view.text} can't be written: ${view.reason}`;
  }
}

function placeScalar(
  contents: Contents,
  view: ScalarView,
  offsetBits: number,
  widthBits: number,
  value: WrittenValue,
  isBigEndian: boolean,
): Contents | string {
  if (view.isFloating) {
    const number = value.kind === 'floating' ? value.value : value.kind === 'integer' ? Number(value.value) : undefined;
    if (number === undefined || (view.sizeBytes !== 4 && view.sizeBytes !== 8)) return `no ${view.text}`;
    const data = new DataView(new ArrayBuffer(8));
    if (view.sizeBytes === 4) data.setFloat32(0, number);
    else data.setFloat64(0, number);
    return writeScalar(
      contents,
      offsetBits,
      widthBits,
      view.sizeBytes === 4 ? BigInt(data.getUint32(0)) : data.getBigUint64(0),
      isBigEndian,
    );
  }
  const integer = integerOf(view, value);
  if (integer === undefined)
    return value.kind === 'name' && view.enumerators.length > 0
      ? `${view.text} has no enumerator ${value.name}`
      : `no ${view.text}`;
  const least = -(1n << BigInt(widthBits - 1));
  const limit = 1n << BigInt(widthBits);
  if (integer < least || integer >= limit)
    return `${integer} does not fit ${view.text}${widthBits === view.sizeBytes * 8 ? '' : `:${widthBits}`}`;
  if (view.isBoolean && integer !== 0n && integer !== 1n)
    return writeScalar(contents, offsetBits, widthBits, 1n, isBigEndian);
  return writeScalar(contents, offsetBits, widthBits, BigInt.asUintN(widthBits, integer), isBigEndian);
}

function integerOf(view: ScalarView, value: WrittenValue): bigint | undefined {
  if (value.kind === 'integer') return value.value;
  if (value.kind !== 'name') return undefined;
  if (value.name === 'true') return 1n;
  if (value.name === 'false') return 0n;
  const enumerator = view.enumerators.find(({ name }) => name === value.name);
  return enumerator === undefined ? undefined : BigInt(enumerator.value);
}

function placePointer(
  contents: Contents,
  view: PointerView,
  offsetBits: number,
  value: WrittenValue,
  isBigEndian: boolean,
  pointeeOf: (symbol: string) => Pointee | string,
): Contents | string {
  if (value.kind === 'integer')
    return writeScalar(
      contents,
      offsetBits,
      view.sizeBytes * 8,
      BigInt.asUintN(view.sizeBytes * 8, value.value),
      isBigEndian,
    );
  if (value.kind === 'name' && value.name === 'NULL')
    return writeScalar(contents, offsetBits, view.sizeBytes * 8, 0n, isBigEndian);
  if (value.kind !== 'address') return `no ${view.text}`;
  const pointee = pointeeOf(value.symbol);
  if (typeof pointee === 'string') return pointee;
  const marks = contents.marks?.slice() ?? Array.from({ length: contents.bytes.length }, () => undefined);
  marks.splice(offsetBits / 8, view.sizeBytes, ...pointerBytes(pointee, value.addend, view.sizeBytes));
  return { bytes: contents.bytes.slice(), marks };
}

/** strlcpy(): the string, its NUL, what was behind it stays. */
function placeString(contents: Contents, view: ArrayView, from: number, value: WrittenValue): Contents | string {
  const { element } = view;
  if (value.kind !== 'string' || element.kind !== 'scalar' || element.sizeBytes !== 1)
    return `${view.text} is written element by element`;
  if (value.text.length >= view.count) return `${JSON.stringify(value.text)} and its NUL do not fit ${view.text}`;
  const bytes = contents.bytes.slice();
  const marks = contents.marks?.slice();
  for (let i = 0; i <= value.text.length; i++) {
    bytes[from + i] = i < value.text.length ? value.text.charCodeAt(i) : 0;
    if (marks !== undefined) marks[from + i] = undefined;
  }
  return { bytes, marks };
}
