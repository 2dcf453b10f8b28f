import type { TokenRange } from '../parser/ast.ts';
import { complexPart, integerShape } from './arithmetic.ts';
import type { BlockScope } from './block-scope.ts';
import type { TypeResolver } from './type-resolver.ts';
import { plain, qualifiersOf, type Type } from './type.ts';
import { unknown } from './unknown.ts';

/** A vector of `element` (clang, Sema::BuildVectorType and BuildExtVectorType); Unknown if clang makes none. */
export function vectorOf(
  resolver: TypeResolver,
  element: Type,
  size: { readonly bytes?: TokenRange; readonly elements?: TokenRange | number },
  scope: BlockScope | undefined,
): Type {
  const inner = plain(element);
  if (inner.kind === 'unknown') return inner;
  if (
    inner.kind !== 'builtin' ||
    inner.name === 'void' ||
    inner.name === '__builtin_va_list' ||
    complexPart(inner.name) !== undefined
  )
    return unknown('a vector of something that is not a number');
  if (inner.name === 'bool' && size.bytes !== undefined) return unknown("vector_size of '_Bool' is refused by clang");
  const shape = integerShape(inner.name, resolver.model);
  if (shape?.isBitPrecise === true && (shape.bits < 8 || (shape.bits & (shape.bits - 1)) !== 0))
    return unknown(`a vector of '${inner.name}' is refused by clang`);
  return {
    kind: 'vector',
    element,
    bytes: size.bytes,
    elements: size.elements,
    qualifiers: qualifiersOf(element),
    scope,
  };
}
