import type { BuiltinName, Expression } from '../parser/ast.ts';
import { commonType, integerShape, promoted } from './arithmetic.ts';
import type { BlockScope } from './block-scope.ts';
import { memberPath } from './members.ts';
import type { TypeResolver } from './type-resolver.ts';
import { builtin, plain, valueType, type Type, type TypedefType } from './type.ts';
import { isUnknown } from './unknown.ts';

/** The arithmetic type behind a type, enums as the integer they are kept in; undefined for other types. */
export function arithmeticName(resolver: TypeResolver, type: Type): BuiltinName | undefined {
  const inner = plain(type);
  if (inner.kind === 'builtin')
    return inner.name === 'void' || inner.name === '__builtin_va_list' ? undefined : inner.name;
  if (inner.kind !== 'enum') return undefined;
  const name = resolver.oracle?.enumInteger(inner) ?? 'unsigned int';
  return isUnknown(name) ? undefined : name;
}

/**
 * An operand's type after the promotions (C17 6.3.1.1p2); `type` is that of its value. Where nothing changes a typedef
 * name stays: its alignment counts in typeof.
 */
export function promotedType(
  resolver: TypeResolver,
  operand: Expression,
  type: Type,
  scope: BlockScope | undefined,
): Type {
  const name = arithmeticName(resolver, type);
  if (name === undefined) return type;
  const { model } = resolver;
  const shape = integerShape(name, model);
  if (shape !== undefined && !shape.isBitPrecise) {
    // A bit-field that an int can hold becomes one, also of a wider type (clang, ASTContext::isPromotableBitField).
    const width = bitWidth(resolver, operand, scope);
    if (width !== undefined && width <= 32) return builtin(width === 32 && !shape.isSigned ? 'unsigned int' : 'int');
  }
  const to = promoted(name, model);
  return to === name && plain(type).kind !== 'enum' ? type : builtin(to);
}

/** The usual arithmetic conversions of promoted operands (C17 6.3.1.8). */
export function commonOf(resolver: TypeResolver, left: Type, right: Type): Type {
  const x = arithmeticName(resolver, left) ?? 'int';
  const y = arithmeticName(resolver, right) ?? 'int';
  if (x === y) return commonName(left, right);
  const common = commonType(x, y, resolver.model);
  return common === x ? left : common === y ? right : builtin(common);
}

/** The typedef name that both sides share, or the type behind their names (clang, getCommonSugaredType). */
function commonName(left: Type, right: Type): Type {
  const a = names(left);
  const b = names(right);
  let common: Type = plain(left);
  for (let i = 1; i <= a.length && i <= b.length; i++) {
    const one = a[a.length - i];
    const other = b[b.length - i];
    if (one === undefined || one.name !== other?.name || one.scope !== other.scope) break;
    common = one;
  }
  return common;
}

/** The typedef names around a type, the outermost first. */
function names(type: Type): readonly TypedefType[] {
  const found: TypedefType[] = [];
  for (let inner = type; inner.kind === 'typedef'; inner = inner.target) found.push(inner);
  return found;
}

/** Bits of the bit-field that an expression names or assigns (clang, Expr::getSourceBitField); undefined for others. */
function bitWidth(resolver: TypeResolver, e: Expression, scope: BlockScope | undefined): number | undefined {
  switch (e.kind) {
    case 'assign':
      return bitWidth(resolver, e.left, scope);
    case 'comma':
      return bitWidth(resolver, e.right, scope);
    case 'step':
      return e.isPrefix ? bitWidth(resolver, e.operand, scope) : undefined;
    case 'member': {
      const object = resolver.ofExpression(e.object, scope);
      const pointer = e.isArrow ? plain(valueType(object)) : undefined;
      const record = plain(pointer?.kind === 'pointer' ? pointer.target : object);
      const path = record.kind === 'record' ? memberPath(resolver, record, e.member) : undefined;
      if (record.kind !== 'record' || path === undefined || isUnknown(path)) return undefined;
      const range = path[path.length - 1]?.declarator?.bitWidth;
      const width = range === undefined ? undefined : resolver.oracle?.integer(range, record.scope);
      return width === undefined || isUnknown(width) ? undefined : Number(width);
    }
    default:
      return undefined;
  }
}
