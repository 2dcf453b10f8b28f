import type { BuiltinName } from '../parser/ast.ts';
import { Q_CONST, Q_VOLATILE } from '../parser/ast.ts';
import { integerShape, isFloating } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { plain, qualifiersOf, type Type } from '../types/type.ts';
import { isUnknown, noConstant, type Unknown } from '../types/unknown.ts';
import { integerValue, type ConstantValue } from './constant.ts';
import { initialBytes, type InitialBytes } from './initial-bytes.ts';
import type { LayoutEngine } from './layout-engine.ts';
import type { Place } from './place.ts';

/**
 * The integer at a place inside a const object, or inside a compound literal, from its initializer, as clang folds it
 * (ExprConstant.cpp, findCompleteObject). A value that is read with another type than it was written with, or that was
 * not written, is not a constant.
 */
export function readObject(
  engine: LayoutEngine,
  place: Place,
  scope: BlockScope | undefined,
): ConstantValue | Unknown | undefined {
  const name = integerName(engine, place.type);
  if (name === undefined || place.isBitField || (qualifiersOf(place.type) & Q_VOLATILE) !== 0) return undefined;
  const object = bytesOf(engine, place, scope);
  if (object === undefined || isUnknown(object)) return object;
  const size = (integerShape(name, engine.target)?.bits ?? 8) / 8;
  const offset = Number(place.offset);
  if (offset < 0 || offset + size > object.bytes.length) return noConstant('the read is outside the object');
  if (
    object.relocations.some(
      ({ offsetBytes, sizeBytes }) => offsetBytes < offset + size && offset < offsetBytes + sizeBytes,
    )
  )
    return noConstant('an address is read as a number');
  let value = 0n;
  for (let i = 0; i < size; i++)
    value = (value << 8n) | BigInt(object.bytes[engine.target.isBigEndian ? offset + i : offset + size - 1 - i] ?? 0);
  return integerValue(value, name, engine.target);
}

function integerName(engine: LayoutEngine, type: Type): BuiltinName | undefined {
  const inner = plain(type);
  const name = inner.kind === 'enum' ? engine.enumInteger(inner) : inner.kind === 'builtin' ? inner.name : undefined;
  return typeof name === 'string' && !isFloating(name) && integerShape(name, engine.target) !== undefined
    ? name
    : undefined;
}

function bytesOf(
  engine: LayoutEngine,
  { base }: Place,
  scope: BlockScope | undefined,
): InitialBytes | Unknown | undefined {
  if (base?.kind === 'literal')
    return initialBytes(engine, engine.resolver.ofTypeName(base.literal.type, scope), base.literal.initializer, scope);
  if (base?.kind === 'local') {
    const { specifiers, declarator, initializer, isParameter, scope: own } = base.variable;
    const type = engine.resolver.ofDeclarator(specifiers, declarator, own);
    if (isParameter || initializer === undefined || !isConst(type)) return undefined;
    const parsed = 'source' in initializer ? engine.unit.initializer(initializer) : initializer;
    return parsed === undefined ? undefined : engine.nested(() => initialBytes(engine, type, parsed, own));
  }
  if (base?.kind !== 'symbol') return undefined;
  for (const entity of engine.unit.entities(base.name)) {
    if (entity.kind !== 'variable' || entity.declarator.initializer === undefined) continue;
    const type = engine.resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator);
    const initializer = engine.unit.initializer(entity.declarator.initializer);
    return isConst(type) && initializer !== undefined ? initialBytes(engine, type, initializer) : undefined;
  }
  return undefined;
}

/** QualType::isConstant: const itself, or an array of what is. */
function isConst(type: Type): boolean {
  const inner = plain(type);
  return (
    (qualifiersOf(type) & (Q_CONST | Q_VOLATILE)) === Q_CONST || (inner.kind === 'array' && isConst(inner.element))
  );
}
