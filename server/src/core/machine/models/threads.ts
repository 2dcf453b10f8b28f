import { integerValue } from '../../abi/constant.ts';
import type { Type } from '../../types/type.ts';
import { load, store, unknownRange } from '../access.ts';
import { CURRENT_THREAD } from '../current-thread.ts';
import { unknownByte } from '../byte-mark.ts';
import { Memory } from '../memory.ts';
import { memberPlace } from '../place.ts';
import { BudgetSpent, PathEnd, type Interpreter } from '../interpreter.ts';
import { callLater, doubtGiven, isCertain, placeInCode, reachableFrom } from '../ledger.ts';
import type { Call, Model } from '../models.ts';
import { unknownValue, type Value } from '../value.ts';
import { pointedSize, printed } from './strings.ts';

const evaluated: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  return unknownValue('no value');
};
const nothing: Model = () => unknownValue('no value');
const random = (call: Call, what: string): Value => {
  evaluated(call);
  return unknownValue(what);
};

/** panic(9): on a way that is surely gone the kernel stops; one that may be gone ends here. */
const panic: Model = (call) => {
  const { frame } = call.m;
  const at = frame?.at;
  throw new PathEnd(printed(call, 0) ?? 'a panic', () =>
    frame === undefined || at === undefined ? undefined : placeInCode(frame.code, at),
  );
};

/** Fills memory with what nobody can know. */
const fillRandom = (call: Call): Value => {
  const [to, size] = [call.value(0), call.value(1)];
  if (to.kind === 'address' && size.kind === 'integer')
    unknownRange(call.m, to.thing, to.offset, Number(size.value), `${call.name}() is random`);
  else call.m.kernel.wildWrite(`${call.name}() writes`);
  return unknownValue('no value');
};

/** What a task or a thread gives back it gives back when it runs. */
function givesLater(m: Interpreter, called: Value): void {
  if (called.kind !== 'address' || called.thing.pointee.kind !== 'function') return;
  const { symbol, file } = called.thing.pointee;
  doubtGiven(m, `${symbol}() runs later and may give it back`, file ?? m.current.code.source.path, symbol, []);
}

/** What a callout, a task or a thread will do is not done yet. */
const scheduled =
  (index: number, what: string): Model =>
  (call) => {
    evaluated(call);
    const object = call.value(index);
    const size = pointedSize(call, index);
    if (object.kind === 'address' && size !== undefined) unknownRange(call.m, object.thing, object.offset, size, what);
    return unknownValue(what);
  };

/**
 * callout(9): its function and argument are what it was given, until it is given others; the rest the machine decides.
 */
const armed =
  (functionAt: number, argumentAt: number): Model =>
  (call) => {
    scheduled(0, 'the callout is pending: when it is due the machine decides')(call);
    call.m.schedule(call.value(functionAt));
    const timer = call.value(0);
    if (timer.kind === 'address' && !Number.isNaN(timer.offset))
      call.m.ledger?.take(call.m, 'callout', timer.thing, 'a callout', { offset: timer.offset });
    const place = call.m.steps.behind(call.m, call.value(0), call.type(0));
    const { unit } = call.m.current.code.source;
    if (place.kind === 'place') {
      for (const [name, index] of [
        ['c_func', functionAt],
        ['c_arg', argumentAt],
      ] as const) {
        const member = memberPlace(call.m, place, unit.interner.intern(name));
        if (member.kind === 'place') store(call.m, member, call.value(index));
      }
    }
    return unknownValue('whether the callout was pending');
  };

/** witness_init(lock, type): lo_witness is witness(4)'s own. */
const witnessed: Model = (call) => {
  evaluated(call);
  const place = call.m.steps.behind(call.m, call.value(0), call.type(0));
  if (place.kind !== 'place') return unknownValue('no value');
  const member = memberPlace(call.m, place, call.m.current.code.source.unit.interner.intern('lo_witness'));
  if (member.kind === 'place') store(call.m, member, unknownValue('inside witness(4)'));
  return unknownValue('no value');
};

/** taskqueue_enqueue(queue, task): ta_func is called when its thread comes to it. */
const enqueued: Model = (call) => {
  evaluated(call);
  const { m } = call;
  const task = m.steps.behind(m, call.value(1), call.type(1));
  const member =
    task.kind === 'place' ? memberPlace(m, task, m.current.code.source.unit.interner.intern('ta_func')) : task;
  if (member.kind === 'place') {
    m.schedule(load(m, member));
    givesLater(m, load(m, member));
  }
  return integerValue(0n, 'int', m.target);
};

/** epoch_call(epoch, function, argument): it is called when all readers have left. */
const epochCall: Model = (call) => {
  evaluated(call);
  const { m } = call;
  const [called, argument] = [call.value(1), call.value(2)];
  m.recorder?.spoil();
  if (isCertain(m) && called.kind === 'address') m.epochCalls.push({ called, argument });
  else {
    const reached = reachableFrom(m, [argument]);
    m.ledger?.doubt(({ thing }) => reached.has(thing), 'what epoch(9) calls may give it back');
  }
  return unknownValue('no value');
};

/** epoch_drain_callbacks(): waits until all of them have been called. */
const epochDrain: Model = (call) => {
  evaluated(call);
  call.m.recorder?.spoil();
  callLater(call.m);
  return unknownValue('no value');
};

const current: Model = (call) => {
  const { thread } = call.m.kernel;
  return { kind: 'address', thing: thread, offset: 0 };
};

const zero: Model = (call) => {
  evaluated(call);
  return integerValue(0n, 'int', call.m.target);
};

/** Something that runs later; it is handed out behind these arguments where they are not NULL. */
const begun =
  (what: string, functionAt: number, ...handedOut: readonly number[]): Model =>
  (call) => {
    evaluated(call);
    call.m.schedule(call.value(functionAt));
    givesLater(call.m, call.value(functionAt));
    for (const index of handedOut) {
      const to = call.value(index);
      if (to.kind === 'integer' && to.value === 0n) continue;
      handOut(call, what, to, call.type(index));
    }
    return integerValue(0n, 'int', call.m.target);
  };

function handOut({ m }: Call, what: string, to: Value, type: Type): void {
  const thing = m.make(what, undefined, () => Memory.filled(2 ** 20, unknownByte(`inside ${what}`)));
  store(m, m.steps.behind(m, to, type), { kind: 'address', thing, offset: 0 });
}

const budget: Model = (call) => {
  throw new BudgetSpent(`${call.name}() does not return`);
};

/** Threads, time, randomness, waiting, and what the kernel says. */
export const THREAD_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...[...CURRENT_THREAD].map((name): [string, Model] => [name, current]),
  ...[
    'printf',
    'uprintf',
    'log',
    'vprintf',
    'device_printf',
    'if_printf',
    'tprintf',
    'vlog',
    'print_backtrace',
    'kdb_backtrace',
    'db_printf',
  ].map((name): [string, Model] => [name, evaluated]),
  ['panic', panic],
  ['vpanic', panic],
  ['kassert_panic', panic],
  ['__stack_chk_fail', nothing],
  ['cpu_halt', budget],
  ...[
    'critical_enter',
    'critical_exit',
    'critical_enter_KBI',
    'critical_exit_KBI',
    'spinlock_enter',
    'spinlock_exit',
    'sched_pin',
    'sched_unpin',
    'cpu_spinwait',
    'intr_restore',
    'maybe_yield',
    'cpu_lock_delay',
  ].map((name): [string, Model] => [name, nothing]),
  // How threads take turns: none is run.
  ...[
    '_thread_lock',
    'thread_lock_flags_',
    'sched_add',
    'sched_prio',
    'sched_class',
    'sched_bind',
    'sched_unbind',
    'sched_wakeup',
    'sched_lend_prio',
    'sched_unlend_prio',
    'sched_user_prio',
    'sched_lend_user_prio',
    'sched_relinquish',
  ].map((name): [string, Model] => [name, evaluated]),
  ['intr_disable', zero],
  ['epoch_call', epochCall],
  ['epoch_drain_callbacks', epochDrain],
  ...[
    'epoch_enter_preempt',
    'epoch_exit_preempt',
    'epoch_enter',
    'epoch_exit',
    '_epoch_enter_preempt',
    '_epoch_exit_preempt',
    'epoch_wait_preempt',
    'epoch_wait',
    'in_epoch',
    'taskqueue_drain',
    'taskqueue_drain_all',
  ].map((name): [string, Model] => [name, evaluated]),
  // The slow ways of locks wait for other threads: none is run.
  ...[
    '__mtx_lock_sleep',
    '__mtx_unlock_sleep',
    '_mtx_lock_spin_cookie',
    '__mtx_lock_spin_flags',
    '__mtx_unlock_spin_flags',
    '_mtx_lock_sleep',
    '_mtx_unlock_sleep',
    '_rw_wlock_hard',
    '__rw_wlock_hard',
    '_rw_wunlock_hard',
    '__rw_wunlock_hard',
    '_sx_xlock_hard',
    '_sx_xunlock_hard',
    '_mtx_lock_flags',
    '__mtx_lock_flags',
    '_mtx_unlock_flags',
    '__mtx_unlock_flags',
    '_rw_rlock',
    '__rw_rlock',
    '__rw_rlock_int',
    '_rw_runlock',
    '__rw_runlock',
    '_rw_runlock_cookie',
    '_rw_runlock_cookie_int',
    '_rw_rlock_cookie',
    '_rw_wlock',
    '_rw_wlock_cookie',
    '_rw_wunlock',
    '_rw_wunlock_cookie',
    '__rw_rlock_cookie',
    '_sx_slock',
    '_sx_sunlock',
    '_sx_xlock',
    '_sx_xunlock',
    '_sx_slock_int',
    '_sx_sunlock_int',
    'sx_xlock_',
    'sx_xunlock_',
    '_rm_rlock',
    '_rm_rlock_debug',
    '_rm_runlock',
    '_rm_wlock',
    '_rm_wunlock',
    '_rm_wlock_debug',
    '_rm_wunlock_debug',
    '_rm_runlock_debug',
    '__mtx_assert',
    '_mtx_assert',
    '__rw_assert',
    '_rw_assert',
    '_sx_assert',
    '_rm_assert',
    'witness_destroy',
    'witness_checkorder',
    'witness_lock',
    'witness_unlock',
    'witness_warn',
    '_cv_signal',
    'cv_signal',
    'cv_broadcastpri',
    'wakeup',
    'wakeup_one',
    'lockmgr_assert',
  ].map((name): [string, Model] => [name, evaluated]),
  ['kproc_create', begun('a process', 0, 2)],
  ['kthread_add', begun('a thread', 0, 3)],
  ['kproc_kthread_add', begun('a process or a thread', 0, 2, 3)],
  ['swi_add', begun("a software interrupt's handler", 2, 0, 6)],
  // Before the first program runs no process has a file, a kevent or a signal, no socket sends, nothing is mounted, and
  // no disk has done anything.
  ...[
    'fdrop',
    '_fdrop',
    'knote',
    'knote_fork',
    'kern_psignal',
    'sigexit',
    'postsig',
    'exit1',
    'ast_handler',
    'sosend',
    'soclose',
    'dounmount',
    'namei',
    'vn_open',
    'vn_open_cred',
    'biodone',
    'bufdone',
  ].map((name): [string, Model] => [name, evaluated]),
  // lo_witness is the lock's own; witness(4) has it.
  ['witness_init', witnessed],
  ['arc4random', (call) => random(call, 'arc4random() is random')],
  ['arc4random_uniform', (call) => random(call, 'arc4random_uniform() is random')],
  ['arc4rand', fillRandom],
  ['arc4random_buf', fillRandom],
  ['read_random', fillRandom],
  ['random', (call) => random(call, 'random() is random')],
  ['prng32', (call) => random(call, 'prng32() is random')],
  ['prng64', (call) => random(call, 'prng64() is random')],
  ['prng32_bounded', (call) => random(call, 'prng32_bounded() is random')],
  ...[
    'getmicrotime',
    'microtime',
    'getnanotime',
    'nanotime',
    'getmicrouptime',
    'microuptime',
    'getnanouptime',
    'nanouptime',
    'getbinuptime',
    'binuptime',
    'getbintime',
    'bintime',
  ].map((name): [string, Model] => [name, scheduled(0, 'the time of day')]),
  ['rdtsc', () => unknownValue('the time of day')],
  ['get_cyclecount', () => unknownValue('the time of day')],
  ['getsbinuptime', () => unknownValue('the time of day')],
  ['sbinuptime', () => unknownValue('the time of day')],
  ['callout_reset_sbt_on', armed(3, 4)],
  ['callout_reset_on', armed(2, 3)],
  ['callout_schedule_on', scheduled(0, 'the callout is pending')],
  ['callout_schedule', scheduled(0, 'the callout is pending')],
  [
    '_callout_stop_safe',
    (call) => {
      const { m } = call;
      const timer = call.value(0);
      // It is pending as long as no timer has run.
      const isPending = isCertain(m) && m.ledger?.holds('callout', timer) === true;
      m.ledger?.give(m, ['callout'], timer);
      evaluated(call);
      return isPending ? integerValue(1n, 'int', m.target) : unknownValue('whether a callout was stopped');
    },
  ],
  ...[
    'taskqueue_enqueue',
    'taskqueue_enqueue_timeout',
    'taskqueue_enqueue_fast',
    'grouptaskqueue_enqueue',
    'gtaskqueue_enqueue',
  ].map((name): [string, Model] => [name, enqueued]),
  ...['swi_sched', 'devctl_notify', 'pause_sbt', 'pause', '_sleep', 'msleep', 'tsleep', 'DELAY'].map(
    (name): [string, Model] => [name, zero],
  ),
]);
