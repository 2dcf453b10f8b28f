import type { BuiltinName, RealName } from '../parser/ast.ts';
import { parseIntegerConstant } from '../lexer/constants.ts';
import type { DataModel } from './data-model.ts';

/** Width, signedness and conversion rank (C23 6.3.2p1) of an integer type. */
export interface IntegerShape {
  readonly bits: number;
  readonly isSigned: boolean;
  /** As clang counts it (ASTContext::getIntegerRank): a _BitInt is below a standard type of its width. */
  readonly rank: number;
  readonly isBitPrecise: boolean;
}

const shape = (bits: number, isSigned: boolean, place: number): IntegerShape => ({
  bits,
  isSigned,
  rank: bits * 8 + place,
  isBitPrecise: place === 0,
});
const SHAPES = new Map<BuiltinName, IntegerShape>([
  ['bool', shape(1, false, 1)],
  ['signed char', shape(8, true, 2)],
  ['unsigned char', shape(8, false, 2)],
  ['short', shape(16, true, 3)],
  ['unsigned short', shape(16, false, 3)],
  ['int', shape(32, true, 4)],
  ['unsigned int', shape(32, false, 4)],
  ['long long', shape(64, true, 6)],
  ['unsigned long long', shape(64, false, 6)],
  ['__int128', shape(128, true, 7)],
  ['unsigned __int128', shape(128, false, 7)],
]);
const CHAR = [shape(8, false, 2), shape(8, true, 2)] as const;
const LONG = { 4: [shape(32, false, 5), shape(32, true, 5)], 8: [shape(64, false, 5), shape(64, true, 5)] } as const;

/** undefined for a type that is no integer type. `bool` counts one bit. */
export function integerShape(name: BuiltinName, model: DataModel): IntegerShape | undefined {
  switch (name) {
    case 'char':
      return CHAR[model.isCharSigned ? 1 : 0];
    case 'long':
      return LONG[model.longBytes][1];
    case 'unsigned long':
      return LONG[model.longBytes][0];
    default:
      return SHAPES.get(name) ?? bitIntShape(name);
  }
}

function bitIntShape(name: BuiltinName): IntegerShape | undefined {
  const match = /^(unsigned )?_BitInt\((\d+)\)$/.exec(name);
  if (match === null) return undefined;
  const made = shape(Number(match[2]), match[1] === undefined, 0);
  SHAPES.set(name, made);
  return made;
}

const FLOAT_RANK: ReadonlyMap<BuiltinName, number> = new Map([
  ['__fp16', 0.5],
  ['__bf16', 1],
  ['_Float16', 1],
  ['float', 2],
  ['double', 3],
  ['long double', 4],
  ['__ibm128', 5],
  ['__float128', 5],
]);
const COMPLEX = ' _Complex';

export function isFloating(name: BuiltinName): boolean {
  return FLOAT_RANK.has(name);
}

/** The real type of a complex one; undefined for other types. */
export function complexPart(name: BuiltinName): RealName | undefined {
  return name.endsWith(COMPLEX) ? (name.slice(0, -COMPLEX.length) as RealName) : undefined;
}

const UNSIGNED: ReadonlyMap<BuiltinName, BuiltinName> = new Map([
  ['char', 'unsigned char'],
  ['signed char', 'unsigned char'],
  ['short', 'unsigned short'],
  ['int', 'unsigned int'],
  ['long', 'unsigned long'],
  ['long long', 'unsigned long long'],
  ['__int128', 'unsigned __int128'],
]);

/** The unsigned type of the same rank (C17 6.2.5p6). */
export function unsignedOf(name: BuiltinName): BuiltinName {
  return UNSIGNED.get(name) ?? (name.startsWith('_BitInt(') ? (`unsigned ${name}` as BuiltinName) : name);
}

/** Integer promotions, C23 6.3.2p2: bit-precise types have none. GNU's __fp16 is for storage only. */
export function promoted(name: BuiltinName, model: DataModel): BuiltinName {
  if (name === '__fp16') return 'float';
  const own = integerShape(name, model);
  return own !== undefined && own.bits < 32 && !own.isBitPrecise ? 'int' : name;
}

/** Usual arithmetic conversions, C17 6.3.1.8. */
export function commonType(left: BuiltinName, right: BuiltinName, model: DataModel): BuiltinName {
  const leftPart = complexPart(left);
  const rightPart = complexPart(right);
  if (leftPart !== undefined || rightPart !== undefined) {
    return `${commonType(leftPart ?? left, rightPart ?? right, model) as RealName} _Complex`;
  }
  const leftFloat = FLOAT_RANK.get(left) ?? 0;
  const rightFloat = FLOAT_RANK.get(right) ?? 0;
  if (leftFloat > 0 || rightFloat > 0) return promoted(leftFloat >= rightFloat ? left : right, model);
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

/**
 * Type of an integer constant (C17 6.4.4.1p5), or of a floating one (6.4.4.2p4); undefined if `spelling` is neither.
 */
export function numberType(spelling: string, model: DataModel): BuiltinName | undefined {
  const constant = parseIntegerConstant(spelling);
  if (constant === undefined) return floatingType(spelling);
  const { value, isUnsigned, isDecimal, longs, isBitPrecise } = constant;
  // C23 6.4.4.1p6: the narrowest width that holds it.
  if (isBitPrecise)
    return isUnsigned
      ? `unsigned _BitInt(${Math.max(1, bitLength(value))})`
      : `_BitInt(${Math.max(2, bitLength(value) + 1)})`;
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

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function floatingType(spelling: string): BuiltinName | undefined {
  const match =
    /^(?:0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(f16|F16|[fFlLqQ]?)$/.exec(
      spelling,
    );
  if (match === null) return undefined;
  switch ((match[1] ?? '').toLowerCase()) {
    case 'f':
      return 'float';
    case 'l':
      return 'long double';
    case 'f16':
      return '_Float16';
    case 'q':
      return '__float128';
    default:
      return 'double';
  }
}
