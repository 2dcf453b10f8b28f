import { integerValue } from '../../abi/constant.ts';
import * as P from '../../lexer/punctuators.ts';
import { plain } from '../../types/type.ts';
import { load, store, type Place } from '../access.ts';
import { arithmeticName } from '../evaluate.ts';
import { binaryOnNumbers } from '../arithmetic.ts';
import { binaryOnPointers } from '../pointer-arithmetic.ts';
import { convertValue } from '../convert-value.ts';
import type { Call, Model } from '../models.ts';
import { bothWays } from '../branch.ts';
import { truthOf, unknownValue, type UnknownValue, type Value } from '../value.ts';

function target(call: Call): Place | UnknownValue {
  return call.m.steps.behind(call.m, call.value(0), call.type(0));
}

function operate(call: Call, operator: number, before: Value, place: Place, other: Value): Value {
  const { m } = call;
  if (plain(place.type).kind === 'pointer' || before.kind === 'address' || other.kind === 'address')
    return binaryOnPointers(m, operator, before, undefined, other, undefined);
  const name = arithmeticName(m, place.type) ?? 'int';
  return convertValue(
    m,
    binaryOnNumbers(operator, before, name, convertValue(m, other, place.type), name, m.target),
    place.type,
  );
}

function changed(change: (call: Call, before: Value, place: Place) => Value, gives: 'before' | 'nothing'): Model {
  return (call) => {
    const place = target(call);
    if (place.kind === 'unknown') {
      store(call.m, place, place);
      return place;
    }
    const before = load(call.m, place);
    store(call.m, place, convertValue(call.m, change(call, before, place), place.type));
    return gives === 'before' ? before : unknownValue('no value');
  };
}

/** What is compared with, and what is written when it is the same. */
function compareAndSet(call: Call, expected: Value, then: Value, otherwise: (actual: Value) => void): Value {
  const { m } = call;
  const place = target(call);
  if (place.kind === 'unknown') {
    store(m, place, place);
    return unknownValue(place.reason, 0n, 1n);
  }
  const before = load(m, place);
  const same = truthOf(
    binaryOnPointers(m, P.P_EQ, before, undefined, convertValue(m, expected, place.type), undefined),
  );
  const yes = (): undefined => {
    store(m, place, convertValue(m, then, place.type));
  };
  const no = (): undefined => {
    otherwise(before);
  };
  if (same === true) yes();
  else if (same === false) no();
  else {
    const reason =
      before.kind === 'unknown'
        ? before.reason
        : expected.kind === 'unknown'
          ? expected.reason
          : 'a comparison that is not known';
    bothWays(m, reason, yes, no);
    return unknownValue(reason, 0n, 1n);
  }
  return integerValue(same ? 1n : 0n, 'int', m.target);
}

/** atomic(9) as one thread sees it, by the operation's name. */
export const ATOMIC_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['add', changed((call, before, place) => operate(call, P.P_PLUS, before, place, call.value(1)), 'nothing')],
  ['subtract', changed((call, before, place) => operate(call, P.P_MINUS, before, place, call.value(1)), 'nothing')],
  ['set', changed((call, before, place) => operate(call, P.P_PIPE, before, place, call.value(1)), 'nothing')],
  [
    'clear',
    changed((call, before, place) => {
      const mask = call.value(1);
      return mask.kind === 'integer'
        ? operate(call, P.P_AMP, before, place, integerValue(~mask.value, 'long', call.m.target))
        : unknownValue(mask.kind === 'unknown' ? mask.reason : 'bits of an address');
    }, 'nothing'),
  ],
  ['fetchadd', changed((call, before, place) => operate(call, P.P_PLUS, before, place, call.value(1)), 'before')],
  ['swap', changed((call) => call.value(1), 'before')],
  ['readandclear', changed((call) => integerValue(0n, 'int', call.m.target), 'before')],
  ['testandset', changed(() => unknownValue('a bit is set'), 'nothing')],
  ['testandclear', changed(() => unknownValue('a bit is cleared'), 'nothing')],
  ['store', changed((call) => call.value(1), 'nothing')],
  ['load', (call) => call.m.steps.read(call.m, target(call))],
  ['cmpset', (call) => compareAndSet(call, call.value(1), call.value(2), () => undefined)],
  [
    'fcmpset',
    (call) => {
      const { m } = call;
      const kept = m.steps.behind(m, call.value(1), call.type(1));
      const expected = kept.kind === 'unknown' ? kept : load(m, kept);
      return compareAndSet(call, expected, call.value(2), (actual) => {
        store(m, kept, kept.kind === 'unknown' ? kept : convertValue(m, actual, kept.type));
      });
    },
  ],
]);

/** atomic(9)'s fences, by name. */
export const FENCE_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['atomic_thread_fence_acq', () => unknownValue('no value')],
  ['atomic_thread_fence_rel', () => unknownValue('no value')],
  ['atomic_thread_fence_acq_rel', () => unknownValue('no value')],
  ['atomic_thread_fence_seq_cst', () => unknownValue('no value')],
  ['atomic_interrupt_fence', () => unknownValue('no value')],
]);

/** Concurrency Kit's plain loads and stores, ck_pr_md_load_ptr and its kin, by `load` or `store`. */
export const CK_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  [
    'load',
    (call) => {
      const from = call.value(0);
      return from.kind === 'address'
        ? load(call.m, {
            kind: 'place',
            thing: from.thing,
            offset: from.offset,
            type: call.resultType(),
            bits: undefined,
          })
        : unknownValue(from.kind === 'unknown' ? from.reason : 'a number is dereferenced');
    },
  ],
  [
    'store',
    (call) => {
      const to = call.value(0);
      const value = call.value(1);
      const type = call.type(1);
      store(
        call.m,
        to.kind === 'address'
          ? { kind: 'place', thing: to.thing, offset: to.offset, type, bits: undefined }
          : unknownValue(to.kind === 'unknown' ? to.reason : 'a number is dereferenced'),
        convertValue(call.m, value, type),
      );
      return unknownValue('no value');
    },
  ],
  ['fence', () => unknownValue('no value')],
]);
