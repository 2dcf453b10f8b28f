/**
 * Kernel interfaces that may sleep with any arguments, in any release from 8.0 on. Those that sleep only with M_WAITOK
 * are seen by that argument. Each page of section 9 says so: sx(9), sleep(9), condvar(9), callout(9), taskqueue(9),
 * copy(9), lock(9), kthread(9), devfs' make_dev(9), rmlock(9) (only with RM_SLEEPABLE, so left out).
 */
const SLEEPERS: ReadonlySet<string> = new Set(
  (
    'sx_xlock sx_slock sx_xlock_sig sx_slock_sig _sx_xlock _sx_slock ' +
    'msleep msleep_sbt tsleep tsleep_sbt pause pause_sbt pause_sig mtx_sleep rw_sleep sx_sleep rm_sleep lksleep ' +
    'cv_wait cv_wait_sig cv_wait_unlock cv_timedwait cv_timedwait_sbt cv_timedwait_sig cv_timedwait_sig_sbt sema_wait ' +
    'callout_drain taskqueue_drain taskqueue_drain_all taskqueue_drain_timeout taskqueue_free epoch_drain_callbacks NET_EPOCH_DRAIN_CALLBACKS epoch_wait NET_EPOCH_WAIT ' +
    'copyin copyinstr copyinfrom copyout copyoutstr fubyte fuword fuword32 suword suword32 uiomove uiomove_frombuf SYSCTL_IN SYSCTL_OUT sysctl_wire_old_buffer ' +
    'destroy_dev make_dev destroy_dev_drain kproc_shutdown bus_teardown_intr vn_lock vn_open lockmgr ' +
    'uma_zdestroy rangelock_wlock ifnet_sxlock_xlock EVENTHANDLER_DEREGISTER quiesce_all_cpus'
  ).split(' '),
);

export function alwaysSleeps(name: string): boolean {
  return SLEEPERS.has(name);
}

/** Arguments that forbid sleeping, also in what is called with them. */
export const NOWAIT_FLAGS: ReadonlySet<string> = new Set(['M_NOWAIT', 'M_DONTWAIT']);

/** Arguments that let an allocator sleep. M_WAIT and M_TRYWAIT are those of mbuf(9) up to 9. */
export const WAIT_FLAGS: ReadonlySet<string> = new Set(['M_WAITOK', 'M_WAIT', 'M_TRYWAIT']);

/** Functions that never return: panic(9), kthread(9), kern/kern_exit.c, kern/kern_shutdown.c, sys/systm.h. */
export const NEVER_RETURNING: ReadonlySet<string> = new Set([
  'panic',
  'vpanic',
  'kproc_exit',
  'kthread_exit',
  'thread_exit',
  'exit1',
  'kern_reboot',
  'cpu_throw',
  'sched_throw',
  '__unreachable',
  '__assert_unreachable',
  '__builtin_unreachable',
  'kthread_suspend_check_exit',
]);
