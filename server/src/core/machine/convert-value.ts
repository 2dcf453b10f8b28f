import { integerValue, floatingValue } from '../abi/constant.ts';
import { convert } from '../abi/convert.ts';
import { integerShape, isFloating } from '../types/arithmetic.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { integerName } from './access.ts';
import { bounded } from './arithmetic.ts';
import type { Interpreter } from './interpreter.ts';
import { truthOf, unknownValue, type Value } from './value.ts';

/** A value converted to a type, as by assignment or a cast (C17 6.3). */
export function convertValue(m: Interpreter, value: Value, type: Type): Value {
  const { source } = m.current.code;
  const { target } = m;
  const inner = plain(type);
  if (value.kind === 'bytes' || inner.kind === 'record' || inner.kind === 'array' || inner.kind === 'vector')
    return value;
  if (inner.kind === 'pointer') {
    if (value.kind === 'integer')
      return value.type === target.sizeType ? value : integerValue(value.value, target.sizeType, target);
    return value.kind === 'floating' ? unknownValue('a floating value is made a pointer') : value;
  }
  if (isUnknown(inner)) return unknownValue(inner.reason);
  const name = integerName(source, type);
  if (name !== undefined) {
    const shape = integerShape(name, target);
    switch (value.kind) {
      case 'integer':
        return value.type === name ? value : integerValue(value.value, name, target);
      case 'floating': {
        const made = convert(source.engine, value, type);
        return isUnknown(made) || made.kind === 'address' ? unknownValue('a floating value is converted') : made;
      }
      case 'address':
        if (name === 'bool') return integerValue(1n, 'bool', target);
        return shape?.bits === target.pointerBytes * 8
          ? value
          : unknownValue('an address is converted to a smaller type');
      case 'unknown': {
        if (name !== 'bool') return bounded(value, name, target);
        const isTrue = truthOf(value);
        return isTrue === undefined
          ? unknownValue(value.reason, 0n, 1n)
          : integerValue(isTrue ? 1n : 0n, 'bool', target);
      }
    }
  }
  if (inner.kind === 'builtin' && isFloating(inner.name)) {
    if (value.kind === 'integer' || value.kind === 'floating') return floatingValue(Number(value.value), inner.name);
    return value.kind === 'unknown' ? unknownValue(value.reason) : unknownValue('an address is made a floating value');
  }
  return value;
}
