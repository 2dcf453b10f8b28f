import { integerValue } from '../../abi/constant.ts';
import type * as A from '../../parser/ast.ts';
import { integerShape } from '../../types/arithmetic.ts';
import { arithmeticName } from '../../types/promotions.ts';
import { plain } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';

/** A value from outside lies within what its type, or the bit-field that it is in, can hold. */
export function limits(walk: Walk, e: A.Expression, value: PossibleValue): PossibleValue {
  if (value.kind !== 'open' || value.least !== undefined || value.greatest !== undefined) return value;
  const { engine } = walk;
  const name = arithmeticName(engine.resolver, engine.resolver.ofExpression(e, walk.scope));
  const shape = name === undefined ? undefined : integerShape(name, engine.target);
  if (shape === undefined) return value;
  const bits = BigInt(bitFieldWidth(walk, e) ?? (name === 'bool' ? 1 : shape.bits));
  return {
    ...value,
    least: shape.isSigned ? -(1n << (bits - 1n)) : 0n,
    greatest: (1n << (shape.isSigned ? bits - 1n : bits)) - 1n,
  };
}

function bitFieldWidth({ engine, scope }: Walk, e: A.Expression): number | undefined {
  if (e.kind !== 'member') return undefined;
  let type = plain(engine.resolver.ofExpression(e.object, scope));
  if (type.kind === 'pointer') type = plain(type.target);
  if (type.kind === 'array') type = plain(type.element);
  if (type.kind !== 'record') return undefined;
  const member = engine.member(type, e.member);
  return isUnknown(member) ? undefined : member.field.widthBits;
}

/** A value as an object of the type of `e` keeps it. */
export function converted(walk: Walk, e: A.Expression, value: PossibleValue): PossibleValue {
  if (value.kind !== 'known') return value;
  const { engine } = walk;
  const name = arithmeticName(engine.resolver, engine.resolver.ofExpression(e, walk.scope));
  return name === undefined
    ? value
    : { ...value, values: [...new Set(value.values.map((one) => integerValue(one, name, engine.target).value))] };
}
