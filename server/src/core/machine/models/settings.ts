import { integerValue } from '../../abi/constant.ts';
import type { BuiltinName } from '../../parser/ast.ts';
import type { Interpreter } from '../interpreter.ts';
import { unknownValue, type Value } from '../value.ts';

/** What the example machine has of something, in a type. */
export function settingOf(m: Interpreter, name: string, type: BuiltinName): Value {
  const known = m.kernel.setting(name);
  return typeof known === 'bigint' ? integerValue(known, type, m.target) : unknownValue(known ?? `${name} is not set`);
}
