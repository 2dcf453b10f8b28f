import type { BuiltinName } from '../parser/ast.ts';
import { unknown, type Unknown } from '../types/unknown.ts';
import type { Target } from './target.ts';

/**
 * A floating value in a type's format (IEC 60559; x87's 80 bits in the psABI's 12 or 16), least significant byte first.
 */
export function floatingBytes(value: number, type: BuiltinName, target: Target): Uint8Array | Unknown {
  if (type === 'float') {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return bytes;
  }
  if (type === 'double' || (type === 'long double' && target.longDouble.format === 'double')) return doubleBytes(value);
  if (type !== 'long double') return unknown(`initial values of type '${type}' are not evaluated`);
  const { format, size } = target.longDouble;
  // A literal with more digits than a double holds loses digits; a whole number does not.
  if (value !== 0 && (!Number.isFinite(value) || !Number.isSafeInteger(value)))
    return unknown("initial values of type 'long double' are evaluated for whole numbers only");
  const bytes = new Uint8Array(size);
  const isNegative = value < 0 || Object.is(value, -0);
  const mantissaBits = format === 'x87' ? 64 : 113;
  const whole = BigInt(Math.abs(value));
  const length = whole === 0n ? 0 : whole.toString(2).length;
  const exponent = whole === 0n ? 0 : 16383 + length - 1;
  let mantissa = whole << BigInt(mantissaBits - length);
  if (format === 'quad') mantissa = BigInt.asUintN(112, mantissa);
  let rest = mantissa | (BigInt(exponent | (isNegative ? 0x8000 : 0)) << (format === 'x87' ? 64n : 112n));
  for (let i = 0; rest > 0n; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function doubleBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}
