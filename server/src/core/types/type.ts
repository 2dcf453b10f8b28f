import type { Attribute, BuiltinName, EnumSpecifier, RecordSpecifier, TokenRange } from '../parser/ast.ts';
import type { BlockScope } from './block-scope.ts';
import type { Unknown } from './unknown.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** void, the arithmetic types and __builtin_va_list. */
export interface BuiltinType {
  readonly kind: 'builtin';
  readonly name: BuiltinName;
  readonly qualifiers: number;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly target: Type;
  readonly qualifiers: number;
}

/** Qualifiers of an array are those of its element (C17 6.7.3p9). */
export interface ArrayType {
  readonly kind: 'array';
  readonly element: Type;
  /** The bound as written; undefined for `[]`, and where `count` says it. */
  readonly bound: TokenRange | undefined;
  /** Number of elements where no expression tells it: string literals, arrays completed by their initializer. */
  readonly count: number | undefined;
  /** Where the names in `bound` are looked up; undefined is file scope. */
  readonly scope: BlockScope | undefined;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly result: Type;
  /** After adjustment: arrays and functions have become pointers (C17 6.7.6.3p7, p8). */
  readonly parameters: readonly Type[];
  readonly isVariadic: boolean;
  /** Declared without a prototype. */
  readonly isOldStyle: boolean;
}

/** The specifier is the one that defines the members where the unit has one, else a mention. */
export interface RecordType {
  readonly kind: 'record';
  readonly specifier: RecordSpecifier;
  readonly qualifiers: number;
  readonly scope: BlockScope | undefined;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly specifier: EnumSpecifier;
  readonly qualifiers: number;
  readonly scope: BlockScope | undefined;
}

/** A GNU or OpenCL vector of an arithmetic type: what one of `bytes` and `elements` says. */
export interface VectorType {
  readonly kind: 'vector';
  readonly element: Type;
  /** The operand of vector_size. */
  readonly bytes: TokenRange | undefined;
  /** The operand of ext_vector_type, or the number that a mode gives. */
  readonly elements: TokenRange | number | undefined;
  readonly qualifiers: number;
  readonly scope: BlockScope | undefined;
}

/** A typedef name as written; `attributes` are those of the typedef's declaration, whose alignment is the type's. */
export interface TypedefType {
  readonly kind: 'typedef';
  /** Interned. */
  readonly name: number;
  readonly target: Type;
  readonly attributes: readonly Attribute[];
  readonly qualifiers: number;
  readonly scope: BlockScope | undefined;
}

export type Type =
  BuiltinType | PointerType | ArrayType | FunctionType | RecordType | EnumType | VectorType | TypedefType | Unknown;
/** A type that is no typedef name. */
export type PlainType = Exclude<Type, TypedefType>;

// eslint-disable-next-line no-restricted-syntax -- constants, of which each exists once
const BUILTINS = new Map<BuiltinName, BuiltinType>();

export function builtin(name: BuiltinName): BuiltinType {
  return getOrMake(BUILTINS, name, () => ({ kind: 'builtin', name, qualifiers: 0 }));
}

export function pointerTo(target: Type, qualifiers = 0): PointerType {
  return { kind: 'pointer', target, qualifiers };
}

export function arrayOf(element: Type, count: number): ArrayType {
  return { kind: 'array', element, bound: undefined, count, scope: undefined };
}

/** The type behind typedef names. Qualifiers that a typedef name was given are dropped; see qualifiersOf. */
export function plain(type: Type): PlainType {
  let inner = type;
  while (inner.kind === 'typedef') inner = inner.target;
  return inner;
}

/** Q_ flags of the type, through typedef names; an array's are its element's. */
export function qualifiersOf(type: Type): number {
  let flags = 0;
  let inner = type;
  for (;;) {
    switch (inner.kind) {
      case 'typedef':
        flags |= inner.qualifiers;
        inner = inner.target;
        break;
      case 'array':
        inner = inner.element;
        break;
      case 'function':
      case 'unknown':
        return flags;
      default:
        return flags | inner.qualifiers;
    }
  }
}

/** `type` with `qualifiers` added. */
export function qualified(type: Type, qualifiers: number): Type {
  if (qualifiers === 0) return type;
  switch (type.kind) {
    case 'array':
      return { ...type, element: qualified(type.element, qualifiers) };
    case 'function':
    case 'unknown':
      return type;
    default:
      return { ...type, qualifiers: type.qualifiers | qualifiers };
  }
}

/**
 * The type of a value: without qualifiers, an array as a pointer to its element, a function as a pointer to it (C17
 * 6.3.2.1).
 */
export function valueType(type: Type): Type {
  const inner = plain(type);
  if (inner.kind === 'array') return pointerTo(inner.element);
  if (inner.kind === 'function') return pointerTo(type);
  if (qualifiersOf(type) === 0) return type;
  return unqualified(type);
}

/** Without top-level qualifiers; a qualified typedef's target is taken instead of its name only when it must be. */
export function unqualified(type: Type): Type {
  switch (type.kind) {
    case 'typedef':
      return qualifiersOf(type.target) === 0 ? { ...type, qualifiers: 0 } : unqualified(type.target);
    case 'array':
      return { ...type, element: unqualified(type.element) };
    case 'function':
    case 'unknown':
      return type;
    default:
      return type.qualifiers === 0 ? type : { ...type, qualifiers: 0 };
  }
}

/** True for an array that has neither a bound nor a count. */
export function isUnboundedArray(type: Type): type is ArrayType {
  return type.kind === 'array' && type.bound === undefined && type.count === undefined;
}
