import type { Expression } from '../parser/ast.ts';
import { S_EXTERN } from '../parser/ast.ts';
import * as P from '../lexer/punctuators.ts';
import type { BlockScope, LocalEntity } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { stringUnits } from '../types/literals.ts';
import { arrayOf, builtin, plain, qualified, qualifiersOf, type Type } from '../types/type.ts';
import { isUnknown, noConstant, unknown, type Unknown } from '../types/unknown.ts';
import type { AddressBase } from './constant.ts';
import { quotient } from './exact.ts';
import type { LayoutEngine } from './layout-engine.ts';

/** An lvalue whose address is a constant (C17 6.6p9): bytes `offset` from `base`, from 0 without a base. */
export interface Place {
  readonly base: AddressBase | undefined;
  readonly offset: bigint;
  readonly type: Type;
  readonly isBitField: boolean;
}

/** Locates an lvalue or a function designator without reading it. */
export function locate(engine: LayoutEngine, expression: Expression, scope: BlockScope | undefined): Place | Unknown {
  const { resolver } = engine;
  switch (expression.kind) {
    case 'name': {
      const { name } = expression;
      const local = scope?.entity(name);
      if (local !== undefined) return localPlace(engine, name, local);
      const type = resolver.ofName(name);
      if (type === undefined) return unknown(`'${resolver.spelling(name)}' is not declared here`);
      return { base: { kind: 'symbol', name, isWeak: engine.isWeak(name) }, offset: 0n, type, isBitField: false };
    }
    case 'string': {
      const { units, unitBytes, element } = stringUnits(
        expression.spellings.map((id) => resolver.spelling(id)),
        resolver.model,
      );
      return {
        base: { kind: 'string', units, unitBytes },
        offset: 0n,
        type: arrayOf(builtin(element), units.length + 1),
        isBitField: false,
      };
    }
    case 'compound-literal':
      return {
        base: { kind: 'literal', literal: expression },
        offset: 0n,
        type: resolver.ofExpression(expression, scope),
        isBitField: false,
      };
    case 'unary':
      return expression.operator === P.P_STAR
        ? behind(engine, expression.operand, scope)
        : unknown('the operator does not yield an lvalue');
    case 'member': {
      const object = expression.isArrow
        ? behind(engine, expression.object, scope)
        : locate(engine, expression.object, scope);
      return isUnknown(object) ? object : memberPlace(engine, object, expression.member);
    }
    case 'index': {
      const base = behind(engine, expression.base, scope);
      const other = isUnknown(base) ? behind(engine, expression.index, scope) : base;
      const index = engine.integer(isUnknown(base) ? expression.base : expression.index, scope);
      return isUnknown(other) ? base : isUnknown(index) ? index : elementPlace(engine, other, index);
    }
    case 'generic': {
      const chosen = genericChoice(resolver, expression, scope);
      return isUnknown(chosen) ? chosen : locate(engine, chosen, scope);
    }
    case 'choose': {
      const condition = engine.integer(expression.condition, scope);
      return isUnknown(condition)
        ? condition
        : locate(engine, condition !== 0n ? expression.yes : expression.no, scope);
    }
    default:
      return noConstant("the object's address is not a constant");
  }
}

/**
 * Of a block's variables, only static ones have a constant address, and their symbols have other names. While a body's
 * expression is folded, each has an address that is not null and differs from other variables'.
 */
function localPlace(engine: LayoutEngine, name: number, local: LocalEntity): Place | Unknown {
  if (!engine.isFolding || local.kind !== 'variable') return noConstant(`'${engine.resolver.spelling(name)}' is local`);
  const type = engine.resolver.ofDeclarator(local.specifiers, local.declarator, local.scope);
  const base: AddressBase =
    (local.specifiers.storage & S_EXTERN) !== 0
      ? { kind: 'symbol', name, isWeak: engine.isWeak(name) }
      : { kind: 'local', name, variable: local };
  return { base, offset: 0n, type, isBitField: false };
}

/** What the pointer `expression` points to. */
function behind(engine: LayoutEngine, expression: Expression, scope: BlockScope | undefined): Place | Unknown {
  const pointer = engine.constant(expression, scope);
  if (isUnknown(pointer)) return pointer;
  const type = pointer.kind === 'address' ? plain(pointer.type) : undefined;
  if (pointer.kind !== 'address' || type?.kind !== 'pointer')
    return unknown('something that is not a pointer is dereferenced');
  return { base: pointer.base, offset: pointer.offset, type: type.target, isBitField: false };
}

/** `object.member`, through anonymous records. */
export function memberPlace(engine: LayoutEngine, object: Place, member: number): Place | Unknown {
  const record = plain(object.type);
  if (isUnknown(record)) return record;
  if (record.kind !== 'record')
    return unknown(`'${engine.resolver.spelling(member)}' is not a member: its left side is not a struct or union`);
  const found = engine.exactMember(record, member);
  if (isUnknown(found)) return found;
  const isBitField = found.field.widthBits !== undefined;
  return {
    base: object.base,
    offset: object.offset + BigInt(quotient(found.offsetBits, 8)),
    type: qualified(found.field.type, qualifiersOf(object.type)),
    isBitField,
  };
}

/** `array[index]`; also the element `index` after `array` where that is no array. */
export function elementPlace(engine: LayoutEngine, array: Place, index: bigint): Place | Unknown {
  const size = engine.exactSize(array.type);
  if (isUnknown(size)) return size;
  return { ...array, offset: array.offset + BigInt(size) * index };
}
