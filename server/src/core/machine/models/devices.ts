import { integerValue } from '../../abi/constant.ts';
import { plain } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { load, store, unknownRange } from '../access.ts';
import { unknownByte } from '../byte-mark.ts';
import { Memory } from '../memory.ts';
import type { Call, Model } from '../models.ts';
import { memberPlace } from '../place.ts';
import { unknownValue, type Value } from '../value.ts';

const ENDLESS = 2 ** 20;
const WHY = 'inside devfs(5)';
const WHY_OPS = 'vfs_vector_op_register() fills it';

const nothing: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  return unknownValue('no value');
};

/** A device; no program has opened it when boot ends. */
function device(call: Call): Value {
  for (let i = 0; i < call.count; i++) call.value(i);
  const thing = call.m.make('a device', undefined, () => Memory.filled(ENDLESS, unknownByte(WHY)));
  call.m.ledger?.take(call.m, 'device', thing, call.name + '()');
  return { kind: 'address', thing, offset: 0 };
}

/** prep_cdevsw() (kern_conf.c) fills what the driver has left out. */
function prepare(call: Call, devsw: Value, sizeBytes: number | undefined): void {
  if (devsw.kind === 'address')
    unknownRange(call.m, devsw.thing, devsw.offset, sizeBytes ?? devsw.thing.sizeBytes ?? ENDLESS, WHY);
  else if (devsw.kind === 'unknown') call.m.kernel.wildWrite(devsw.reason);
}

function pointedTo(call: Call, index: number): number | undefined {
  const type = plain(call.type(index));
  const size = type.kind === 'pointer' ? call.m.current.code.source.engine.size(type.target) : undefined;
  return size === undefined || isUnknown(size) ? undefined : size;
}

/** vnode_if.awk makes it: it fills the table of a file system's operations that it is handed. */
const operations: Model = (call) => {
  const table = call.value(0);
  if (table.kind === 'address') unknownRange(call.m, table.thing, table.offset, pointedTo(call, 0) ?? ENDLESS, WHY_OPS);
  else if (table.kind === 'unknown') call.m.kernel.wildWrite(table.reason);
  return unknownValue('no value');
};

const made =
  (devsw: number | undefined): Model =>
  (call) => {
    if (devsw !== undefined) prepare(call, call.value(devsw), pointedTo(call, devsw));
    return device(call);
  };

/** Hands the device out by a pointer and gives back 0. */
const madeBehind =
  (result: number, devsw: number | undefined): Model =>
  (call) => {
    if (devsw !== undefined) prepare(call, call.value(devsw), pointedTo(call, devsw));
    store(call.m, call.m.steps.behind(call.m, call.value(result), call.type(result)), device(call));
    return integerValue(0n, 'int', call.m.target);
  };

/** make_dev_s(args, &dev, fmt, ...): the cdevsw is a member of what it is handed. */
const madeByArguments: Model = (call) => {
  const { m } = call;
  const { unit } = m.current.code.source;
  const place = m.steps.behind(m, call.value(0), call.type(0));
  const member = place.kind === 'place' ? memberPlace(m, place, unit.interner.intern('mda_devsw')) : place;
  prepare(call, load(m, member), undefined);
  return madeBehind(1, undefined)(call);
};

const destroyed: Model = (call) => {
  call.m.ledger?.give(call.m, ['device'], call.value(0));
  return nothing(call);
};

/** make_dev(9). Its lists are devfs's own; nothing else that is run looks at them. */
export const DEVICE_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['vfs_vector_op_register', operations],
  ['make_dev', made(0)],
  ['make_dev_cred', made(0)],
  ['make_dev_credf', made(1)],
  ['make_dev_alias', made(undefined)],
  ['make_dev_p', madeBehind(1, 2)],
  ['make_dev_alias_p', madeBehind(1, undefined)],
  ['make_dev_s', madeByArguments],
  ['destroy_dev', destroyed],
  ['destroy_dev_drain', nothing],
  ['destroy_dev_sched', destroyed],
  ['dev_depends', nothing],
  ['dev_ref', nothing],
  ['dev_rel', nothing],
]);
