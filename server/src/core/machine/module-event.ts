import { integerValue } from '../abi/constant.ts';
import { builtin } from '../types/type.ts';
import { callEntry } from './call.ts';
import { memoryOf, valueOf } from './cell.ts';
import type { Interpreter } from './interpreter.ts';
import { unknownValue, type Value } from './value.ts';

/** An entry of that name asks the handler of the module whose moduledata_t is its argument with MOD_UNLOAD. */
export const MODULE_UNLOAD = 'module_unload';

/**
 * A module's event handler, called with an event of sys/module.h: MOD_LOAD is 0. moduledata_t holds a name, the handler
 * and its argument, in this order in every release.
 */
export function runModuleEvent(m: Interpreter, data: Value, event: bigint): Value {
  const { pointerBytes } = m.target;
  const member = (index: number): Value => {
    if (data.kind !== 'address') return unknownValue('a module that is not known');
    const memory = memoryOf(m.store.read(data.thing), m.target);
    const offset = data.offset + index * pointerBytes;
    return offset + pointerBytes > memory.sizeBytes
      ? unknownValue('a module that is not known')
      : valueOf(memory.read(offset, pointerBytes), { kind: 'pointer' }, m.target, m.resolve);
  };
  const handler = member(1);
  if (handler.kind === 'integer' && handler.value === 0n) return integerValue(0n, 'int', m.target);
  if (handler.kind !== 'address') return unknownValue('a handler that is not known');
  const module = m.make('a module', undefined, () =>
    memoryOf({ value: unknownValue('struct module'), sizeBytes: 8 }, m.target),
  );
  return callEntry(
    m,
    handler.thing,
    [{ kind: 'address', thing: module, offset: 0 }, integerValue(event, 'int', m.target), member(2)],
    builtin('int'),
  );
}
