import type { Attribute } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';

/**
 * The greatest alignment in bytes that aligned and _Alignas attributes ask for; 0 when there is none
 * (clang, Decl::getMaxAlignment).
 */
export function explicitAlign(engine: LayoutEngine, attributes: readonly Attribute[], scope: BlockScope | undefined): number | Unknown {
  let greatest = 0;
  for (const { name, operand } of attributes) {
    if (name !== 'aligned' && name !== '_Alignas') continue;
    let align: number | Unknown;
    if (operand === undefined || operand.from === operand.to) align = engine.target.biggestAlign;
    else if (name === '_Alignas') align = alignasOperand(engine, operand, scope);
    else align = asAlign(engine.integer(operand, scope));
    if (isUnknown(align)) return align;
    if (align > greatest) greatest = align;
  }
  return greatest;
}

function alignasOperand(engine: LayoutEngine, operand: NonNullable<Attribute['operand']>, scope: BlockScope | undefined): number | Unknown {
  const parsed = engine.unit.typeOrExpression(operand);
  if (parsed === undefined) return unknown('the operand of _Alignas is not understood');
  if ('type' in parsed) return engine.align(engine.resolver.ofTypeName(parsed.type, scope));
  return asAlign(engine.integer(parsed.expression, scope));
}

function asAlign(value: bigint | Unknown): number | Unknown {
  if (isUnknown(value)) return value;
  // _Alignas(0) has no effect (C17 6.7.5p6).
  if (value === 0n) return 0;
  if (value < 0n || value > 1n << 32n || (value & (value - 1n)) !== 0n) return unknown(`an alignment of ${value.toString()} is no power of two`);
  return Number(value);
}
