import type { BuiltinName } from '../parser/ast.ts';
import { integerShape, unsignedOf } from '../types/arithmetic.ts';
import type { Target } from './target.ts';

/**
 * How clang writes a type in a predefined macro, and what its constants and formats look like (clang,
 * TargetInfo::getTypeName and kin).
 */
const WORDS: ReadonlyMap<BuiltinName, readonly [text: string, suffix: string, modifier: string]> = new Map([
  ['signed char', ['signed char', '', 'hh']],
  ['unsigned char', ['unsigned char', '', 'hh']],
  ['short', ['short', '', 'h']],
  ['unsigned short', ['unsigned short', '', 'h']],
  ['int', ['int', '', '']],
  ['unsigned int', ['unsigned int', 'U', '']],
  ['long', ['long int', 'L', 'l']],
  ['unsigned long', ['long unsigned int', 'UL', 'l']],
  ['long long', ['long long int', 'LL', 'll']],
  ['unsigned long long', ['long long unsigned int', 'ULL', 'll']],
]);

type Part = 'type' | 'formats' | 'max' | 'width' | 'constant';

/** The macros that say what stdint.h's types are on a target, and how large C's types are. */
export function typeMacros(target: Target): ReadonlyMap<string, string> {
  const macros = new Map<string, string>();
  const bits = (name: BuiltinName): number => integerShape(name, target)?.bits ?? 0;
  const max = (name: BuiltinName): string => {
    const shape = integerShape(name, target);
    const value = (1n << BigInt((shape?.bits ?? 1) - (shape?.isSigned === true ? 1 : 0))) - 1n;
    return `${value.toString()}${WORDS.get(name)?.[1] ?? ''}`;
  };
  const describe = (prefix: string, name: BuiltinName, parts: readonly Part[]): void => {
    const [text, suffix, modifier] = WORDS.get(name) ?? ['', '', ''];
    const formats = integerShape(name, target)?.isSigned === true ? 'di' : 'ouxX';
    for (const part of parts) {
      if (part === 'type') macros.set(`${prefix}_TYPE__`, text);
      else if (part === 'max') macros.set(`${prefix}_MAX__`, max(name));
      else if (part === 'width') macros.set(`${prefix}_WIDTH__`, String(bits(name)));
      else if (part === 'formats')
        for (const letter of formats) macros.set(`${prefix}_FMT${letter}__`, `"${modifier}${letter}"`);
      else {
        macros.set(`${prefix}_C_SUFFIX__`, suffix);
        macros.set(`${prefix}_C(c)`, suffix === '' ? 'c' : `c##${suffix}`);
      }
    }
  };
  const int64: BuiltinName = target.longBytes === 8 ? 'long' : 'long long';
  const intptr: BuiltinName = target.pointerBytes === 8 ? 'long' : 'int';
  for (const [width, name] of [
    [8, 'signed char'],
    [16, 'short'],
    [32, 'int'],
    [64, int64],
  ] as const) {
    const wide = unsignedOf(name);
    describe(`__INT${width}`, name, ['type', 'formats', 'max', 'constant']);
    describe(`__UINT${width}`, wide, ['type', 'formats', 'max', 'constant']);
    for (const kind of ['LEAST', 'FAST']) {
      describe(`__INT_${kind}${width}`, name, ['type', 'formats', 'max', 'width']);
      describe(`__UINT_${kind}${width}`, wide, ['type', 'formats', 'max']);
    }
  }
  describe('__INTMAX', int64, ['type', 'formats', 'max', 'width', 'constant']);
  describe('__UINTMAX', unsignedOf(int64), ['type', 'formats', 'max', 'width', 'constant']);
  describe('__INTPTR', intptr, ['type', 'formats', 'max', 'width']);
  describe('__UINTPTR', unsignedOf(intptr), ['type', 'formats', 'max', 'width']);
  describe('__PTRDIFF', target.ptrdiffType, ['type', 'formats', 'max', 'width']);
  describe('__SIZE', target.sizeType, ['type', 'formats', 'max', 'width']);
  describe('__WCHAR', target.wcharType, ['type', 'max', 'width']);
  describe('__WINT', target.wintType, ['type', 'max', 'width']);
  describe('__SIG_ATOMIC', 'int', ['max', 'width']);
  describe('__SCHAR', 'signed char', ['max']);
  describe('__SHRT', 'short', ['max', 'width']);
  describe('__INT', 'int', ['max', 'width']);
  describe('__LONG', 'long', ['max', 'width']);
  describe('__LONG_LONG', 'long long', ['max']);
  describe('__LLONG', 'long long', ['width']);
  macros.set('__POINTER_WIDTH__', String(target.pointerBytes * 8));
  sizeMacros(target, macros);
  return macros;
}

function sizeMacros(target: Target, macros: Map<string, string>): void {
  const size = (name: string, bytes: number): unknown => macros.set(`__SIZEOF_${name}__`, String(bytes));
  size('SHORT', 2);
  size('INT', 4);
  size('LONG', target.longBytes);
  size('LONG_LONG', 8);
  size('FLOAT', 4);
  size('DOUBLE', 8);
  size('LONG_DOUBLE', target.longDouble.size);
  size('POINTER', target.pointerBytes);
  size('SIZE_T', target.pointerBytes);
  size('PTRDIFF_T', target.pointerBytes);
  size('WCHAR_T', 4);
  size('WINT_T', 4);
  if (!target.lacks.has('__int128')) size('INT128', 16);
  if (!target.lacks.has('__float128')) size('FLOAT128', 16);
  if (!target.lacks.has('__float128')) macros.set('__FLOAT128__', '1');
  if (!target.isCharSigned) macros.set('__CHAR_UNSIGNED__', '1');
  if (target.wcharType === 'unsigned int') macros.set('__WCHAR_UNSIGNED__', '1');
  if (target.wintType === 'unsigned int') macros.set('__WINT_UNSIGNED__', '1');
  macros.set('__BIGGEST_ALIGNMENT__', String(target.biggestAlign));
  macros.set('__BYTE_ORDER__', target.isBigEndian ? '__ORDER_BIG_ENDIAN__' : '__ORDER_LITTLE_ENDIAN__');
  macros.set(target.isBigEndian ? '__BIG_ENDIAN__' : '__LITTLE_ENDIAN__', '1');
  for (const name of target.longBytes === 8 ? ['_LP64', '__LP64__'] : ['_ILP32', '__ILP32__']) macros.set(name, '1');
}
