import { nullEnded } from './null-ended.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { Expression } from '../parser/ast.ts';
import * as P from '../lexer/punctuators.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { stringUnits } from '../types/literals.ts';
import { arrayOf, builtin, plain, qualified, qualifiersOf, valueType, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { store, type Place } from './access.ts';
import { contentsOf, isMemory, memoryOf } from './cell.ts';
import { convertValue } from './convert-value.ts';
import type { Interpreter } from './interpreter.ts';
import { Memory } from './memory.ts';
import { unknownByte } from './byte-mark.ts';
import type { Thing } from './thing.ts';
import { unknownValue, type UnknownValue, type Value } from './value.ts';

function at(thing: Thing, offset: number, type: Type): Place {
  return { kind: 'place', thing, offset, type, bits: undefined };
}

/** Where an lvalue or a function designator is (C17 6.3.2.1). */
export function locate(m: Interpreter, expression: Expression, scope: BlockScope | undefined): Place | UnknownValue {
  const { source } = m.current.code;
  const { resolver, engine } = source;
  switch (expression.kind) {
    case 'name':
      return namePlace(m, expression.name, scope);
    case 'string': {
      const { units, unitBytes, element } = stringUnits(
        expression.spellings.map((id) => resolver.spelling(id)),
        resolver.model,
      );
      if (unitBytes !== 1) return unknownValue('wide strings are not modelled');
      return at(m.string(Uint8Array.from([...units, 0])), 0, arrayOf(builtin(element), units.length + 1));
    }
    case 'unary':
      if (expression.operator === P.P_STAR)
        return m.fixedPlaces.of(m, expression, scope, () =>
          behind(m, m.steps.evaluate(m, expression.operand, scope), m.typeOf(expression.operand, scope)),
        );
      return unknownValue('an operator makes no lvalue');
    case 'member': {
      const object = expression.isArrow
        ? behind(m, m.steps.evaluate(m, expression.object, scope), m.typeOf(expression.object, scope))
        : locate(m, expression.object, scope);
      return object.kind === 'unknown' ? object : memberPlace(m, object, expression.member);
    }
    case 'index': {
      const baseType = plain(valueType(m.typeOf(expression.base, scope)));
      const isSwapped = baseType.kind !== 'pointer';
      const array = behind(
        m,
        m.steps.evaluate(m, isSwapped ? expression.index : expression.base, scope),
        m.typeOf(isSwapped ? expression.index : expression.base, scope),
      );
      const index = m.steps.evaluate(m, isSwapped ? expression.base : expression.index, scope);
      if (array.kind === 'unknown') return array;
      if (index.kind === 'unknown' && array.thing.leadsTo === undefined)
        return { ...array, near: Number.isNaN(array.offset) ? array.near : array.offset, offset: NaN };
      if (index.kind !== 'integer') return unknownValue('an index is no number');
      const size = engine.size(array.type);
      return isUnknown(size)
        ? unknownValue(size.reason)
        : { ...array, offset: array.offset + Number(index.value) * size };
    }
    case 'compound-literal': {
      const type = resolver.ofTypeName(expression.type, scope);
      const whole = engine.completed(type, expression.initializer, scope);
      const size = engine.size(whole);
      if (isUnknown(size)) return unknownValue(size.reason);
      const thing = m.make('an unnamed object', size, () =>
        Memory.filled(size, unknownByte('an unnamed object is not initialized')),
      );
      m.steps.initialize(m, at(thing, 0, whole), expression.initializer, scope);
      return at(thing, 0, whole);
    }
    case 'generic': {
      const chosen = genericChoice(resolver, expression, scope);
      return isUnknown(chosen) ? unknownValue(chosen.reason) : locate(m, chosen, scope);
    }
    case 'choose': {
      const condition = engine.integer(expression.condition, scope);
      return isUnknown(condition)
        ? unknownValue(condition.reason)
        : locate(m, condition !== 0n ? expression.yes : expression.no, scope);
    }
    case 'comma':
      m.steps.evaluate(m, expression.left, scope);
      return locate(m, expression.right, scope);
    default:
      return temporary(m, m.steps.evaluate(m, expression, scope), m.typeOf(expression, scope));
  }
}

/** A struct that a function gave back has members, and no name. */
function temporary(m: Interpreter, value: Value, type: Type): Place | UnknownValue {
  if (value.kind === 'unknown') return unknownValue(value.reason);
  const size = m.current.code.source.engine.size(type);
  if (isUnknown(size)) return unknownValue(size.reason);
  const thing = m.make('a value', size, () => Memory.filled(size, unknownByte('a value')));
  const place = at(thing, 0, type);
  store(m, place, value);
  return place;
}

function namePlace(m: Interpreter, name: number, scope: BlockScope | undefined): Place | UnknownValue {
  const { frame } = m;
  const { source } = m.current.code;
  const { resolver, engine } = source;
  const local = scope?.entity(name);
  if (local?.kind === 'variable' && (local.specifiers.storage & S_EXTERN) === 0) {
    const type = scope && m.localType(local, name, scope);
    if (type === undefined || frame === undefined) return unknownValue(`'${resolver.spelling(name)}' is not declared`);
    if ((local.specifiers.storage & S_STATIC) !== 0) {
      const initializer =
        local.initializer !== undefined && !('source' in local.initializer) ? local.initializer : undefined;
      const spelling = resolver.spelling(name);
      const thing = m.globals.blockStatic(
        source,
        `${source.path}:${frame.code.name} ${spelling} ${local.declarator.nameToken}`,
        spelling,
        resolver.ofDeclarator(local.specifiers, local.declarator, local.scope),
        initializer,
        local.scope,
      );
      return at(thing, 0, type);
    }
    const size = engine.size(type);
    if (isUnknown(size)) return unknownValue(size.reason);
    return at(m.local(local, resolver.spelling(name), size, frame), 0, type);
  }
  const type = resolver.ofName(name, undefined) ?? (local === undefined ? undefined : resolver.ofName(name, scope));
  if (type === undefined) {
    const spelling = resolver.spelling(name);
    if (spelling === '__func__' || spelling === '__FUNCTION__') {
      const bytes = nullEnded(m.current.code.name);
      return at(m.string(bytes), 0, arrayOf(builtin('char'), bytes.length));
    }
    return unknownValue(`'${spelling}' is not declared here`);
  }
  const found = m.globals.place(source, name);
  return typeof found === 'string' ? unknownValue(found) : at(found.thing, found.offset, type);
}

/** What a pointer points to. */
export function behind(m: Interpreter, pointer: Value, type: Type): Place | UnknownValue {
  const inner = plain(valueType(type));
  if (pointer.kind === 'unknown') return pointer;
  if (inner.kind !== 'pointer') return unknownValue('something that is no pointer is dereferenced');
  if (pointer.kind === 'integer' && pointer.value === 0n) {
    m.kernel.nullDereference();
    return unknownValue('NULL is dereferenced');
  }
  if (pointer.kind !== 'address') return unknownValue('a number is dereferenced');
  return Number.isNaN(pointer.offset)
    ? { ...at(pointer.thing, NaN, inner.target), near: pointer.near }
    : at(pointer.thing, pointer.offset, inner.target);
}

export function memberPlace(m: Interpreter, object: Place, member: number): Place | UnknownValue {
  const { engine, resolver } = m.current.code.source;
  const record = plain(object.type);
  if (record.kind !== 'record')
    return unknownValue(isUnknown(record) ? record.reason : 'a member of a value that is not a struct');
  const found = engine.member(record, member);
  if (isUnknown(found)) return unknownValue(found.reason);
  const { field, offsetBits } = found;
  const type = qualified(field.type, qualifiersOf(object.type));
  if (Number.isNaN(object.offset)) return { ...object, type, bits: undefined };
  if (field.widthBits !== undefined)
    return {
      kind: 'place',
      thing: object.thing,
      offset: object.offset,
      type,
      bits: { offsetBits, widthBits: field.widthBits },
    };
  const place = at(object.thing, object.offset + offsetBits / 8, type);
  if (object.thing.member !== undefined) prepare(m, place, resolver.spelling(member));
  return place;
}

/** Members that the model of the kernel fills in when they are first asked for. */
function prepare(m: Interpreter, place: Place, name: string): void {
  const { thing } = place;
  const cell = m.store.read(thing);
  if (thing.untouched === undefined || !isMemory(cell) || cell.read(place.offset, 1).marks?.[0] !== thing.untouched)
    return;
  const value = thing.member?.(name);
  if (value === undefined) return;
  m.kernel.memberIsAt(thing, name, place.offset);
  const size = m.current.code.source.engine.size(place.type);
  if (isUnknown(size)) return;
  const { bytes, marks } = contentsOf(convertValue(m, value, place.type), size, m.target);
  m.store.settle(thing, (held) => {
    const memory = memoryOf(held, m.target);
    return memory.read(place.offset, 1).marks?.[0] === thing.untouched
      ? memory.write(place.offset, bytes.subarray(0, size), marks)
      : held;
  });
}
