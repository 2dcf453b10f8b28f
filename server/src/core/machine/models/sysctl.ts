import { integerValue } from '../../abi/constant.ts';
import { unknownRange } from '../access.ts';
import { unknownByte } from '../byte-mark.ts';
import { memoryOf } from '../cell.ts';
import { Memory } from '../memory.ts';
import type { Call, Model } from '../models.ts';
import { contentsOf } from '../cell.ts';
import { unknownValue, type Value } from '../value.ts';
import { bytesAt, stringAt } from './strings.ts';

/** Hands bytes to whoever asked; a second time they come behind the first. */
function give(call: Call, from: Value, size: Value): Value {
  const { m } = call;
  if (from.kind !== 'address' || size.kind !== 'integer')
    m.kernel.sysctlOut(
      undefined,
      from.kind === 'unknown' ? from.reason : size.kind === 'unknown' ? size.reason : 'what is handed out is not known',
    );
  else {
    const contents = bytesAt(m, from, Number(size.value));
    m.kernel.sysctlOut(contents, contents === undefined ? 'the output is outside its object' : '');
  }
  return integerValue(0n, 'int', m.target);
}

/** SYSCTL_OUT: a function of struct sysctl_req. */
const out: Model = (call) => give(call, call.value(1), call.value(2));

/**
 * sysctl_handle_int() and its kin, kern_sysctl.c: what arg1 points to, or arg2; nothing is written by who only reads.
 */
const handle =
  (sizeBytes: number | 'long'): Model =>
  (call) => {
    const { m } = call;
    const size = sizeBytes === 'long' ? m.target.longBytes : sizeBytes;
    const arg1 = call.value(1);
    if (arg1.kind === 'integer' && arg1.value === 0n) {
      m.kernel.sysctlOut(contentsOf(call.value(2), size, m.target), '');
      return integerValue(0n, 'int', m.target);
    }
    return give(call, arg1, integerValue(BigInt(size), 'int', m.target));
  };

const handleString: Model = (call) => {
  const { m } = call;
  const arg1 = call.value(1);
  if (arg1.kind !== 'address' || Number.isNaN(arg1.offset)) {
    m.kernel.sysctlOut(undefined, 'a string that is not known');
    return integerValue(0n, 'int', m.target);
  }
  const memory = memoryOf(m.store.read(arg1.thing), m.target);
  let size = 0;
  while (
    arg1.offset + size < memory.sizeBytes &&
    size < 4096 &&
    (memory.read(arg1.offset + size, 1).bytes[0] !== 0 || memory.read(arg1.offset + size, 1).marks !== undefined)
  )
    size++;
  m.looksAt(arg1.thing, arg1.offset, size);
  return give(call, arg1, integerValue(BigInt(size + 1), 'int', m.target));
};

/** CTLFLAG_TUN (sys/sysctl.h): the same in every release that fetches tunables so. */
const TUN = 0x0008_0000n;

/** sysctl_add_oid(ctx, parent, number, name, kind, arg1, ...): the tree of oids is kept apart. */
const addOid: Model = (call) => {
  const { m } = call;
  for (let i = 0; i < call.count; i++) call.value(i);
  const [kind, variable] = [call.value(4), call.value(5)];
  const isTunable = kind.kind !== 'integer' || (kind.value & TUN) !== 0n;
  if (isTunable && variable.kind === 'address' && !variable.thing.isFixed)
    unknownRange(m, variable.thing, variable.offset, m.target.pointerBytes, 'a tunable of an oid that is made here');
  const made = m.make('an oid', undefined, () => Memory.filled(2 ** 20, unknownByte('inside an oid')));
  const [list, parent] = [call.value(0), call.value(1)];
  m.ledger?.take(m, 'oid', made, `the sysctl ${stringAt(m, call.value(3)) ?? 'of a name that is not known'}`, {
    ...(parent.kind === 'address' ? { type: parent.thing } : {}),
    ...(list.kind === 'address' ? { list } : {}),
  });
  return { kind: 'address', thing: made, offset: 0 };
};

/** sysctl_ctx_free(list): the oids that were added with the list. */
const freeContext: Model = (call) => {
  const { m } = call;
  const list = call.value(0);
  m.ledger?.giveAll(
    m,
    (one) =>
      one.kind === 'oid' &&
      list.kind === 'address' &&
      one.list?.thing === list.thing &&
      one.list.offset === list.offset,
  );
  if (list.kind !== 'address')
    m.ledger?.doubt(({ kind }) => kind === 'oid', 'sysctl_ctx_free() is handed a list that is not known');
  return integerValue(0n, 'int', m.target);
};

/** sysctl_remove_oid(oid, del, recurse). */
const removeOid: Model = (call) => {
  const { m } = call;
  for (let i = 0; i < call.count; i++) call.value(i);
  const [oid, recurse] = [call.value(0), call.value(2)];
  m.ledger?.give(m, ['oid'], oid);
  // Those below it.
  if (oid.kind === 'address' && !(recurse.kind === 'integer' && recurse.value === 0n))
    for (let parents = new Set([oid.thing]); parents.size > 0;) {
      const below = (m.ledger?.resources ?? []).filter(({ type }) => type !== undefined && parents.has(type));
      m.ledger?.giveAll(m, (one) => below.includes(one));
      parents = new Set(below.map(({ thing }) => thing));
    }
  return integerValue(0n, 'int', m.target);
};

const untold: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  return unknownValue('what becomes of an oid');
};

/** sysctl(9): handlers that many use. */
export const SYSCTL_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['sysctl_add_oid', addOid],
  ['sysctl_ctx_free', freeContext],
  ['sysctl_remove_oid', removeOid],
  ...[
    'sysctl_register_oid',
    'sysctl_unregister_oid',
    'sysctl_register_disabled_oid',
    'sysctl_enable_oid',
    'sysctl_move_oid',
    'sysctl_rename_oid',
    'sysctl_remove_name',
    'sysctl_wlock',
    'sysctl_wunlock',
  ].map((name): [string, Model] => [name, untold]),
  ['sysctl_old_user', out],
  ['sysctl_old_kernel', out],
  ['sysctl_handle_int', handle(4)],
  ['sysctl_handle_long', handle('long')],
  ['sysctl_handle_quad', handle(8)],
  ['sysctl_handle_8', handle(1)],
  ['sysctl_handle_16', handle(2)],
  ['sysctl_handle_32', handle(4)],
  ['sysctl_handle_64', handle(8)],
  ['sysctl_handle_bool', handle(1)],
  ['sysctl_handle_string', handleString],
  ['sysctl_handle_opaque', (call) => give(call, call.value(1), call.value(2))],
  ['sysctl_wire_old_buffer', (call) => integerValue(0n, 'int', call.m.target)],
  ['sysctl_new_user', () => unknownValue('nothing is written by who only reads')],
]);
