import { Q_ATOMIC, Q_PTR32, Q_PTR64 } from '../parser/ast.ts';
import { complexPart } from '../types/arithmetic.ts';
import { hasAttribute, unknownAttribute } from '../types/type-attributes.ts';
import {
  plain,
  qualifiersOf,
  type ArrayType,
  type EnumType,
  type PointerType,
  type Type,
  type VectorType,
} from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { explicitAlign } from './alignment.ts';
import { product, quotient, remainder, roundUp, type Exact } from './exact.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { scalarLayout } from './scalar-layout.ts';

/** sizeof in bytes (clang, ASTContext::getTypeInfo); 1 for void and functions, as GNU C has it. */
export function sizeOf(engine: LayoutEngine, type: Type): Exact | Unknown {
  const bare = withoutAtomic(type);
  if (bare !== undefined) {
    const size = sizeOf(engine, bare);
    return isUnknown(size) ? size : (atomicSize(engine, size) ?? size);
  }
  const { target } = engine;
  switch (type.kind) {
    case 'typedef':
      return sizeOf(engine, type.target);
    case 'builtin':
      return scalarLayout(type.name, target)?.size ?? unknown(`${target.name} has no '${type.name}'`);
    case 'pointer':
      return pointerBytes(engine, type);
    case 'function':
      return 1;
    case 'record': {
      const layout = engine.exactRecord(type);
      return isUnknown(layout) ? layout : layout.sizeBytes;
    }
    case 'enum': {
      const name = engine.enumInteger(type);
      return isUnknown(name) ? name : (scalarLayout(name, target)?.size ?? 4);
    }
    case 'array':
      return arraySize(engine, type);
    case 'vector':
      return vectorSize(engine, type);
    case 'unknown':
      return type;
  }
}

/**
 * The ABI's alignment in bytes, which members get. That of an aligned typedef replaces its target's, also where it is
 * less.
 */
export function alignOf(engine: LayoutEngine, type: Type): number | Unknown {
  const bare = withoutAtomic(type);
  if (bare !== undefined) {
    const size = sizeOf(engine, bare);
    const own = isUnknown(size) ? size : size === 0 ? undefined : atomicSize(engine, size);
    return own === undefined ? alignOf(engine, bare) : typeof own === 'bigint' ? alignOf(engine, bare) : own;
  }
  const { target } = engine;
  switch (type.kind) {
    case 'typedef': {
      const own = typedefAlign(engine, type);
      return own === 0 ? alignOf(engine, type.target) : own;
    }
    case 'builtin':
      return scalarLayout(type.name, target)?.align ?? unknown(`${target.name} has no '${type.name}'`);
    case 'pointer':
      return pointerBytes(engine, type);
    // GNU C, as clang has it.
    case 'function':
      return 4;
    case 'record': {
      const layout = engine.exactRecord(type);
      return isUnknown(layout) ? layout : layout.alignBytes;
    }
    case 'enum':
      return enumAlign(engine, type);
    case 'array':
      return alignOf(engine, type.element);
    case 'vector': {
      const size = vectorSize(engine, type);
      return isUnknown(size) ? size : Math.min(Number(size), target.maxVectorAlign ?? Infinity);
    }
    case 'unknown':
      return type;
  }
}

/**
 * The value of __alignof__ and the least alignment of variables: double and long long, enums of their size and complex
 * numbers of them are aligned to 8, unless an aligned attribute says otherwise (clang,
 * ASTContext::getPreferredTypeAlign).
 */
export function preferredAlignOf(engine: LayoutEngine, type: Type): number | Unknown {
  const align = alignOf(engine, type);
  if (isUnknown(align) || align >= 8) return align;
  let inner = type;
  while (withoutAtomic(inner) === undefined && (inner.kind === 'typedef' || inner.kind === 'array')) {
    if (inner.kind === 'typedef' && hasAttribute(inner.attributes, 'aligned')) return align;
    inner = inner.kind === 'typedef' ? inner.target : inner.element;
  }
  if (withoutAtomic(inner) !== undefined) return align;
  if (inner.kind === 'enum' && hasAttribute(engine.tagAttributes(inner.specifier), 'aligned')) return align;
  const name =
    inner.kind === 'builtin'
      ? (complexPart(inner.name) ?? inner.name)
      : inner.kind === 'enum'
        ? engine.enumInteger(inner)
        : undefined;
  return name === 'double' || name === 'long long' || name === 'unsigned long long' ? 8 : align;
}

/** Elements of a vector; Unknown if clang refuses it. */
export function vectorCount(engine: LayoutEngine, type: VectorType): number | Unknown {
  const { bytes, elements, scope } = type;
  let count: number | bigint | Unknown = typeof elements === 'number' ? elements : unknown('a vector without a size');
  if (typeof elements === 'object') count = engine.integer(elements, scope);
  else if (bytes !== undefined) {
    const whole = engine.integer(bytes, scope);
    const one = sizeOf(engine, type.element);
    if (isUnknown(whole)) return whole;
    if (isUnknown(one)) return one;
    if (whole % BigInt(one) !== 0n)
      return unknown(`a vector of ${whole.toString()} bytes holds no whole number of its elements`);
    count = whole / BigInt(one);
  }
  if (isUnknown(count)) return count;
  return count < 1n || count > 0xffff_ffffn ? unknown(`a vector of ${count.toString()} elements`) : Number(count);
}

/** The type inside an _Atomic that stands right at `type`; undefined if none does. */
function withoutAtomic(type: Type): Type | undefined {
  if (!('qualifiers' in type) || (type.qualifiers & Q_ATOMIC) === 0) return undefined;
  return { ...type, qualifiers: type.qualifiers & ~Q_ATOMIC };
}

/** clang rounds what a machine may do atomically up to a power of two and aligns it so; undefined for other sizes. */
function atomicSize(engine: LayoutEngine, size: Exact): number | undefined {
  if (size === 0) return 1;
  return size > engine.target.maxAtomicSize ? undefined : 2 ** Math.ceil(Math.log2(Number(size)));
}

function pointerBytes({ target }: LayoutEngine, { target: pointee }: PointerType): number {
  if (target.hasPointerSpaces) {
    const qualifiers = qualifiersOf(pointee);
    if ((qualifiers & Q_PTR32) !== 0) return 4;
    if ((qualifiers & Q_PTR64) !== 0) return 8;
  }
  return target.pointerBytes;
}

/** A typedef's own alignment; 0 when its declaration gives none. */
function typedefAlign(
  engine: LayoutEngine,
  { attributes, scope }: Extract<Type, { kind: 'typedef' }>,
): number | Unknown {
  if (attributes.length === 0) return 0;
  return hasAttribute(attributes, '_Alignas')
    ? unknown('clang refuses _Alignas on a typedef')
    : explicitAlign(engine, attributes, scope);
}

function arraySize(engine: LayoutEngine, type: ArrayType): Exact | Unknown {
  const trouble = elementTrouble(engine, type);
  if (trouble !== undefined) return trouble;
  const element = sizeOf(engine, type.element);
  if (isUnknown(element)) return element;
  const count = engine.arrayCount(type);
  if (isUnknown(count)) return count;
  const align = alignOf(engine, type.element);
  if (isUnknown(align)) return align;
  const size = roundUp(product(element, count), align);
  // clang, ConstantArrayType::getMaxSizeBits.
  const limit = engine.target.pointerBytes === 8 ? 1n << 61n : 1n << 32n;
  return size >= limit ? unknown(`an array of ${size.toString()} bytes is too large`) : size;
}

/**
 * Why an element type cannot be in an array; undefined if it can. An element that is an array itself may have any
 * alignment (clang, Sema::BuildArrayType, checkArrayElementAlignment).
 */
export function elementTrouble(engine: LayoutEngine, type: ArrayType): Unknown | undefined {
  const inner = plain(type.element);
  if (inner.kind === 'function' || (inner.kind === 'builtin' && inner.name === 'void'))
    return unknown(`an array of ${inner.kind === 'function' ? 'functions' : "'void'"}`);
  const size = inner.kind === 'array' ? 0 : sizeOf(engine, type.element);
  const align = isUnknown(size) || size === 0 ? 1 : alignOf(engine, type.element);
  if (isUnknown(size) || isUnknown(align)) return undefined;
  return remainder(size, align) === 0
    ? undefined
    : unknown(`an array's element has ${size.toString()} bytes, no multiple of its alignment of ${align}`);
}

/** clang rounds a vector up to a power of two; of _Bool it holds bits. */
function vectorSize(engine: LayoutEngine, type: VectorType): Exact | Unknown {
  const count = vectorCount(engine, type);
  if (isUnknown(count)) return count;
  const element = plain(type.element);
  const isBits = element.kind === 'builtin' && element.name === 'bool';
  const one = isBits ? 1 : sizeOf(engine, type.element);
  if (isUnknown(one)) return one;
  const bytes = isBits ? Math.ceil(count / 8) : Number(product(count, one));
  return Number(quotient(1n << BigInt(Math.ceil(Math.log2(bytes))), 1));
}

function enumAlign(engine: LayoutEngine, type: EnumType): number | Unknown {
  const attributes = engine.tagAttributes(type.specifier);
  const explicit = unknownAttribute(attributes) ?? explicitAlign(engine, attributes, type.scope);
  if (explicit !== 0) return explicit;
  const name = engine.enumInteger(type);
  return isUnknown(name) ? name : (scalarLayout(name, engine.target)?.align ?? 4);
}
