import type { BuiltinName, RealName, TokenRange } from '../parser/ast.ts';
import { complexPart, integerShape, isFloating } from './arithmetic.ts';
import type { DataModel } from './data-model.ts';
import type { TypeResolver } from './type-resolver.ts';
import { builtin, plain, type Type } from './type.ts';
import { isUnknown, unknown, type Unknown } from './unknown.ts';
import { vectorOf } from './vector-type.ts';

interface Mode {
  readonly kind: 'integer' | 'floating' | 'complex';
  readonly bits: number;
  /** `T`, `K` or `I` of a floating mode of 128 bits. */
  readonly letter: string;
}

const BITS: Readonly<Record<string, number>> = { Q: 8, H: 16, S: 32, D: 64, X: 96, T: 128, K: 128, I: 128 };
const INTEGERS: ReadonlyMap<number, readonly [signed: BuiltinName, unsigned: BuiltinName]> = new Map([
  [8, ['signed char', 'unsigned char']],
  [16, ['short', 'unsigned short']],
  [32, ['int', 'unsigned int']],
  [128, ['__int128', 'unsigned __int128']],
]);

/**
 * The type that `mode(name)` makes of a declared one (GCC manual, "mode"; clang, Sema::AddModeAttr): the width and the
 * kind are the mode's, signedness is the type's. Unknown if clang refuses it.
 */
export function withMode(resolver: TypeResolver, type: Type, operand: TokenRange): Type {
  const spelling = operand.source.tokens.spelling(operand.from, resolver.unit.interner);
  const name = spelling.replace(/^__(.+)__$/, '$1');
  const vector = /^V(\d+)(..)$/.exec(name);
  const count = Number(vector?.[1] ?? 0);
  const isVector = vector !== null && count > 0 && (count & (count - 1)) === 0;
  const mode = modeOf(isVector ? (vector[2] ?? '') : name, resolver.model);
  if (mode === undefined || operand.to !== operand.from + 1) return unknown(`unknown mode '${name}'`);
  const inner = plain(type);
  if (isUnknown(inner)) return inner;
  const old = inner.kind === 'vector' ? plain(inner.element) : inner;
  if (isVector && old.kind === 'enum') return unknown(`mode '${name}' does not fit an enum`);
  const base =
    old.kind === 'enum'
      ? (resolver.oracle?.enumInteger(old) ?? 'unsigned int')
      : old.kind === 'builtin'
        ? old.name
        : undefined;
  if (base !== undefined && isUnknown(base)) return base;
  const made = base === undefined ? undefined : ofMode(mode, base, resolver.model);
  if (made === undefined) return unknown(`mode '${name}' does not fit the type`);
  if (isVector) return vectorOf(resolver, builtin(made), { elements: count }, undefined);
  return inner.kind === 'vector' ? revector(resolver, inner, builtin(made)) : builtin(made);
}

function modeOf(name: string, model: DataModel): Mode | undefined {
  if (name === 'byte') return { kind: 'integer', bits: 8, letter: '' };
  if (name === 'word' || name === 'pointer' || name === 'unwind_word')
    return { kind: 'integer', bits: model.pointerBytes * 8, letter: '' };
  const [letter = '', second = ''] = name;
  const bits = BITS[letter];
  if (bits === undefined || name.length !== 2) return undefined;
  if (second === 'I') return letter === 'K' || letter === 'I' ? undefined : { kind: 'integer', bits, letter };
  return second === 'F' || second === 'C' ? { kind: second === 'F' ? 'floating' : 'complex', bits, letter } : undefined;
}

function ofMode({ kind, bits, letter }: Mode, base: BuiltinName, model: DataModel): BuiltinName | undefined {
  const isComplex = complexPart(base) !== undefined;
  if (kind === 'integer') {
    const shape = integerShape(base, model);
    if (shape === undefined || shape.isBitPrecise) return undefined;
    if (bits === 64)
      return model.longBytes === 8
        ? shape.isSigned
          ? 'long'
          : 'unsigned long'
        : shape.isSigned
          ? 'long long'
          : 'unsigned long long';
    return INTEGERS.get(bits)?.[shape.isSigned ? 0 : 1];
  }
  if (!isFloating(complexPart(base) ?? base) || (kind === 'complex' && !isComplex)) return undefined;
  const real = realOf(bits, letter, model);
  return kind === 'complex' && real !== undefined ? `${real} _Complex` : real;
}

/** clang, TargetInfo::getRealTypeByWidth. */
function realOf(bits: number, letter: string, model: DataModel): RealName | undefined {
  switch (bits) {
    case 16:
      return '__fp16';
    case 32:
      return 'float';
    case 64:
      return 'double';
    case 96:
      return model.longDouble.format === 'x87' ? 'long double' : undefined;
    case 128: {
      const wanted =
        letter === 'I'
          ? '__ibm128'
          : letter === 'T' && model.longDouble.format === 'quad'
            ? 'long double'
            : '__float128';
      return model.lacks.has(wanted) ? undefined : wanted;
    }
    default:
      return undefined;
  }
}

/** A vector keeps its size and gets elements of another width. */
function revector(resolver: TypeResolver, old: Extract<Type, { kind: 'vector' }>, element: Type): Type {
  const count = resolver.oracle?.vectorCount(old) ?? unknown('a vector size is not evaluated');
  const before = resolver.oracle?.size(old.element) ?? unknown('a vector size is not evaluated');
  const after = resolver.oracle?.size(element) ?? unknown('a vector size is not evaluated');
  const missing = [count, before, after].find((one): one is Unknown => isUnknown(one));
  if (missing !== undefined) return missing;
  return vectorOf(
    resolver,
    element,
    { elements: Math.floor(((count as number) * (before as number)) / (after as number)) },
    undefined,
  );
}
