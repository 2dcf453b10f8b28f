import type { TypeResolver } from './type-resolver.ts';
import { isUnboundedArray, plain, qualifiersOf, type FunctionType, type Type, type VectorType } from './type.ts';
import { isUnknown, type Unknown } from './unknown.ts';

/**
 * True if the two types of one unit are compatible (C17 6.2.7) through typedef names. Bounds are compared where both
 * are given and known; an unknown type is compatible with nothing.
 */
export function sameType(resolver: TypeResolver, left: Type, right: Type): boolean {
  if (qualifiersOf(left) !== qualifiersOf(right)) return false;
  const a = plain(left);
  const b = plain(right);
  switch (a.kind) {
    case 'builtin':
      return b.kind === 'builtin' ? a.name === b.name : b.kind === 'enum' && resolver.oracle?.enumInteger(b) === a.name;
    case 'pointer':
      return b.kind === 'pointer' && sameType(resolver, a.target, b.target);
    case 'array': {
      if (b.kind !== 'array' || !sameType(resolver, a.element, b.element)) return false;
      if (isUnboundedArray(a) || isUnboundedArray(b)) return true;
      const x = resolver.oracle?.arrayCount(a);
      const y = resolver.oracle?.arrayCount(b);
      return x === undefined || y === undefined || isUnknown(x) || isUnknown(y) || x === y;
    }
    case 'function':
      return b.kind === 'function' && sameFunction(resolver, a, b);
    case 'record':
      return b.kind === 'record' && a.specifier.kind === b.specifier.kind && sameTag(a.specifier, b.specifier);
    case 'enum':
      return b.kind === 'enum'
        ? sameTag(a.specifier, b.specifier)
        : b.kind === 'builtin' && resolver.oracle?.enumInteger(a) === b.name;
    case 'vector':
      return (
        b.kind === 'vector' &&
        sameType(resolver, a.element, b.element) &&
        vectorCount(resolver, a) === vectorCount(resolver, b)
      );
    case 'unknown':
      return false;
  }
}

function vectorCount(resolver: TypeResolver, type: VectorType): number | undefined {
  const count = resolver.oracle?.vectorCount(type);
  return typeof count === 'number' ? count : undefined;
}

function sameTag(a: { readonly tag: number }, b: { readonly tag: number }): boolean {
  return a === b || (a.tag !== 0 && a.tag === b.tag);
}

function sameFunction(resolver: TypeResolver, a: FunctionType, b: FunctionType): boolean {
  if (!sameType(resolver, a.result, b.result)) return false;
  if (a.isOldStyle || b.isOldStyle) return true;
  if (a.isVariadic !== b.isVariadic || a.parameters.length !== b.parameters.length) return false;
  // Qualifiers of the parameters themselves don't count (C17 6.7.6.3p15).
  return a.parameters.every((parameter, i) => {
    const other = b.parameters[i];
    return other !== undefined && sameType(resolver, withoutQualifiers(parameter), withoutQualifiers(other));
  });
}

function withoutQualifiers(type: Type): Type {
  const inner = plain(type);
  return 'qualifiers' in inner && inner.qualifiers !== 0 ? { ...inner, qualifiers: 0 } : inner;
}

/** What is not understood in a type, or in what it points to or has as elements: it might be the same as any other. */
export function unknownWithin(type: Type): Unknown | undefined {
  if (isUnknown(type)) return type;
  if (type.kind === 'pointer') return unknownWithin(type.target);
  return type.kind === 'array' ? unknownWithin(type.element) : undefined;
}
