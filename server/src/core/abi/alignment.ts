import type { Attribute } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { hasAttribute, unknownAttribute } from '../types/type-attributes.ts';
import type { Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';

/**
 * The greatest alignment in bytes of aligned and _Alignas attributes; 0 if there is none (clang,
 * Decl::getMaxAlignment).
 */
export function explicitAlign(
  engine: LayoutEngine,
  attributes: readonly Attribute[],
  scope: BlockScope | undefined,
): number | Unknown {
  let greatest = 0;
  for (const { name, operand } of attributes) {
    if (name !== 'aligned' && name !== '_Alignas') continue;
    let align: number | Unknown;
    if (operand === undefined || operand.from === operand.to) align = engine.target.biggestAlign;
    else if (name === '_Alignas') align = alignasOperand(engine, operand, scope);
    else align = asAlign(engine.integer(operand, scope), name);
    if (isUnknown(align)) return align;
    if (align > greatest) greatest = align;
  }
  return greatest;
}

/**
 * The same for a declared object of `type`; Unknown too where _Alignas asks for less than the type needs (C17 6.7.5p4),
 * which clang refuses.
 */
export function objectAlign(
  engine: LayoutEngine,
  type: Type,
  attributes: readonly Attribute[],
  scope: BlockScope | undefined,
): number | Unknown {
  if (attributes.length === 0) return 0;
  const explicit = unknownAttribute(attributes) ?? explicitAlign(engine, attributes, scope);
  if (isUnknown(explicit) || explicit === 0 || !hasAttribute(attributes, '_Alignas')) return explicit;
  const natural = engine.align(type);
  return isUnknown(natural) || natural <= explicit
    ? explicit
    : unknown(`_Alignas asks for ${explicit}, less than the type's ${natural}`);
}

function alignasOperand(
  engine: LayoutEngine,
  operand: NonNullable<Attribute['operand']>,
  scope: BlockScope | undefined,
): number | Unknown {
  const parsed = engine.unit.typeOrExpression(operand);
  if (parsed === undefined) return unknown('the operand of _Alignas is not understood');
  if ('type' in parsed) return engine.align(engine.resolver.ofTypeName(parsed.type, scope));
  return asAlign(engine.integer(parsed.expression, scope), '_Alignas');
}

function asAlign(value: bigint | Unknown, name: string): number | Unknown {
  if (isUnknown(value)) return value;
  // _Alignas(0) has no effect (C17 6.7.5p6).
  if (value === 0n && name === '_Alignas') return 0;
  if (value <= 0n || value > 1n << 32n || (value & (value - 1n)) !== 0n)
    return unknown(`clang does not accept an alignment of ${value.toString()}`);
  // clang counts the bits of an alignment in 32 bits: from 2^29 bytes on it becomes 0.
  return value >= 1n << 29n ? 0 : Number(value);
}
