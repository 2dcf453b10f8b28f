import type { BuiltinName } from '../parser/ast.ts';
import { parseIntegerConstant } from '../lexer/constants.ts';
import type { DataModel } from './data-model.ts';

/** Width, signedness and conversion rank (C17 6.3.1.1p1) of an integer type. */
export interface IntegerShape {
  readonly bits: number;
  readonly isSigned: boolean;
  readonly rank: number;
}

const shape = (bits: number, isSigned: boolean, rank: number): IntegerShape => ({ bits, isSigned, rank });
const FIXED: ReadonlyMap<BuiltinName, IntegerShape> = new Map([
  ['bool', shape(1, false, 0)],
  ['signed char', shape(8, true, 1)], ['unsigned char', shape(8, false, 1)],
  ['short', shape(16, true, 2)], ['unsigned short', shape(16, false, 2)],
  ['int', shape(32, true, 3)], ['unsigned int', shape(32, false, 3)],
  ['long long', shape(64, true, 5)], ['unsigned long long', shape(64, false, 5)],
  ['__int128', shape(128, true, 6)], ['unsigned __int128', shape(128, false, 6)],
]);
const CHAR = [shape(8, false, 1), shape(8, true, 1)] as const;
const LONG = { 4: [shape(32, false, 4), shape(32, true, 4)], 8: [shape(64, false, 4), shape(64, true, 4)] } as const;

/** undefined for a type that is no integer type. `bool` counts one bit. */
export function integerShape(name: BuiltinName, model: DataModel): IntegerShape | undefined {
  switch (name) {
    case 'char': return CHAR[model.isCharSigned ? 1 : 0];
    case 'long': return LONG[model.longBytes][1];
    case 'unsigned long': return LONG[model.longBytes][0];
    default: return FIXED.get(name);
  }
}

const FLOAT_RANK: ReadonlyMap<BuiltinName, number> = new Map([['_Float16', 1], ['float', 2], ['double', 3], ['long double', 4], ['__float128', 5]]);
const COMPLEX: ReadonlyMap<BuiltinName, BuiltinName> = new Map([['float _Complex', 'float'], ['double _Complex', 'double'], ['long double _Complex', 'long double']]);

export function isFloating(name: BuiltinName): boolean {
  return FLOAT_RANK.has(name);
}

/** The real type of a complex one; undefined for other types. */
export function complexPart(name: BuiltinName): BuiltinName | undefined {
  return COMPLEX.get(name);
}

const UNSIGNED: ReadonlyMap<BuiltinName, BuiltinName> = new Map([
  ['char', 'unsigned char'], ['signed char', 'unsigned char'], ['short', 'unsigned short'], ['int', 'unsigned int'], ['long', 'unsigned long'], ['long long', 'unsigned long long'], ['__int128', 'unsigned __int128'],
]);

/** The unsigned type of the same rank (C17 6.2.5p6). */
export function unsignedOf(name: BuiltinName): BuiltinName {
  return UNSIGNED.get(name) ?? name;
}

/** Integer promotions, C17 6.3.1.1p2. */
export function promoted(name: BuiltinName, model: DataModel): BuiltinName {
  const own = integerShape(name, model);
  return own !== undefined && own.rank < 3 ? 'int' : name;
}

/** Usual arithmetic conversions, C17 6.3.1.8. */
export function commonType(left: BuiltinName, right: BuiltinName, model: DataModel): BuiltinName {
  const leftPart = complexPart(left);
  const rightPart = complexPart(right);
  if (leftPart !== undefined || rightPart !== undefined) {
    const part = commonType(leftPart ?? left, rightPart ?? right, model);
    return part === 'float' ? 'float _Complex' : part === 'long double' ? 'long double _Complex' : 'double _Complex';
  }
  const leftFloat = FLOAT_RANK.get(left) ?? 0;
  const rightFloat = FLOAT_RANK.get(right) ?? 0;
  if (leftFloat > 0 || rightFloat > 0) return leftFloat >= rightFloat ? left : right;
  const a = promoted(left, model);
  const b = promoted(right, model);
  if (a === b) return a;
  const x = integerShape(a, model);
  const y = integerShape(b, model);
  if (x === undefined || y === undefined) return a;
  if (x.isSigned === y.isSigned) return x.rank >= y.rank ? a : b;
  const [u, uShape, s, sShape] = x.isSigned ? [b, y, a, x] : [a, x, b, y];
  if (uShape.rank >= sShape.rank) return u;
  return sShape.bits > uShape.bits ? s : unsignedOf(s);
}

/** Type of an integer constant (C17 6.4.4.1p5), or of a floating one (6.4.4.2p4); undefined when `spelling` is neither. */
export function numberType(spelling: string, model: DataModel): BuiltinName | undefined {
  const constant = parseIntegerConstant(spelling);
  if (constant === undefined) return floatingType(spelling);
  const { value, isUnsigned, isDecimal, longs } = constant;
  const fits = (name: BuiltinName): boolean => {
    const own = integerShape(name, model);
    return own !== undefined && value < 1n << BigInt(own.isSigned ? own.bits - 1 : own.bits);
  };
  for (const name of ['int', 'long', 'long long'] as const) {
    if ((longs >= 1 && name === 'int') || (longs === 2 && name === 'long')) continue;
    if (!isUnsigned && fits(name)) return name;
    if ((isUnsigned || !isDecimal) && fits(unsignedOf(name))) return unsignedOf(name);
  }
  return 'unsigned long long';
}

function floatingType(spelling: string): BuiltinName | undefined {
  const match = /^(?:0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(f16|F16|[fFlLqQ]?)$/.exec(spelling);
  if (match === null) return undefined;
  switch ((match[1] ?? '').toLowerCase()) {
    case 'f': return 'float';
    case 'l': return 'long double';
    case 'f16': return '_Float16';
    case 'q': return '__float128';
    default: return 'double';
  }
}
