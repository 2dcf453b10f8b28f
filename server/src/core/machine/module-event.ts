import { integerValue } from '../abi/constant.ts';
import { builtin } from '../types/type.ts';
import { callEntry } from './call.ts';
import { memoryOf, valueOf } from './cell.ts';
import type { Interpreter } from './interpreter.ts';
import { unknownValue, type Value } from './value.ts';

/** Entries of these names ask the handler of the module whose moduledata_t is their argument: kern_module.c. */
export const MODULE_LOAD = 'module_register_init';
export const MODULE_QUIESCE = 'module_quiesce';
export const MODULE_UNLOAD = 'module_unload';

/** What each of them asks with (sys/module.h). */
export const MODULE_EVENTS: ReadonlyMap<string, bigint> = new Map([
  [MODULE_LOAD, 0n],
  [MODULE_UNLOAD, 1n],
  [MODULE_QUIESCE, 3n],
]);

/** module_quiesce() takes these answers for "no objection" (kern_module.c): EINVAL and EOPNOTSUPP. */
export const NO_OBJECTION: ReadonlySet<bigint> = new Set([22n, 45n]);

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
