import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { memberPath } from '../types/members.ts';
import { declarationAttributes, hasAttribute } from '../types/type-attributes.ts';
import { plain, valueType, type RecordType } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { objectAlign } from './alignment.ts';
import { remainder } from './exact.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { allAttributes } from './variable-attributes.ts';

/**
 * The alignment of a declared object or member that _Alignof or __alignof__ is applied to (clang, GetAlignOfExpr and
 * ASTContext::getDeclAlign); undefined if the operand is another expression, whose type then decides.
 */
export function alignOfOperand(
  engine: LayoutEngine,
  operand: Expression,
  scope: BlockScope | undefined,
): number | Unknown | undefined {
  if (operand.kind === 'member') return alignOfMember(engine, operand, scope);
  if (operand.kind !== 'name') return undefined;
  const local = scope?.entity(operand.name);
  if (local?.kind === 'enumerator') return undefined;
  const type = engine.resolver.ofName(operand.name, scope);
  if (type === undefined) return undefined;
  const attributes =
    local === undefined
      ? allAttributes(engine.unit, operand.name)
      : declarationAttributes(local.specifiers, local.declarator);
  const explicit = objectAlign(engine, type, attributes, local?.scope);
  return explicit === 0 ? engine.preferredAlign(type) : explicit;
}

function alignOfMember(
  engine: LayoutEngine,
  operand: Extract<Expression, { kind: 'member' }>,
  scope: BlockScope | undefined,
): number | Unknown {
  const { resolver } = engine;
  const object = resolver.ofExpression(operand.object, scope);
  const pointer = plain(valueType(object));
  const outer = plain(operand.isArrow && pointer.kind === 'pointer' ? pointer.target : object);
  if (isUnknown(outer)) return outer;
  if (outer.kind !== 'record') return unknown('a member of something that is not a struct or union');
  const path = memberPath(resolver, outer, operand.member);
  if (isUnknown(path)) return path;
  let parent: RecordType = outer;
  for (const { type } of path.slice(0, -1)) {
    const inner = plain(type);
    if (inner.kind === 'record') parent = inner;
  }
  const member = path[path.length - 1];
  const layout = engine.exactRecord(parent);
  if (isUnknown(layout)) return layout;
  const field = layout.fields.find(({ declarator }) => declarator !== undefined && declarator === member?.declarator);
  if (field === undefined) return unknown('a member without an offset');
  if (field.widthBits !== undefined) return unknown('the alignment of a bit-field');
  const attributes = declarationAttributes(field.declaration.specifiers, field.declarator);
  const explicit = objectAlign(engine, field.type, attributes, parent.scope);
  if (isUnknown(explicit)) return explicit;
  if (hasAttribute(attributes, 'packed') || hasAttribute(engine.tagAttributes(parent.specifier), 'packed'))
    return Math.max(explicit, 1);
  const preferred = engine.preferredAlign(field.type);
  if (isUnknown(preferred)) return preferred;
  return Math.min(Math.max(explicit, preferred), layout.alignBytes, lowestBit(field.offsetBits));
}

/** The greatest power of two that divides an offset, in bytes. */
function lowestBit(offsetBits: number | bigint): number {
  if (offsetBits === 0) return Infinity;
  let align = 1;
  while (remainder(offsetBits, align * 16) === 0) align *= 2;
  return align;
}
