import type { ResourceAction, ResourceKind } from './file-flow.ts';

/** A kernel interface that creates, uses or releases a resource. */
export interface ResourceCall {
  readonly kind: ResourceKind;
  readonly action: ResourceAction;
  /** Index of the argument that names it; 'result' when it is what the call returns, `last` the last argument. */
  readonly target: number | 'result' | 'last';
}

function calls(
  kind: ResourceKind,
  action: ResourceAction,
  target: ResourceCall['target'],
  names: string,
): readonly (readonly [string, ResourceCall])[] {
  return names.split(' ').map((name) => [name, { kind, action, target }] as const);
}

/**
 * By name, as section 9 of the manual and the headers have them from 8.0 to main: mutex(9), rwlock(9), sx(9),
 * rmlock(9), lock(9), condvar(9), callout(9), zone(9), counter(9), hashinit(9), malloc(9), EVENTHANDLER(9), pfil(9),
 * unr(9), taskqueue(9), net/radix.h, net/if_clone.h.
 */
export const RESOURCE_CALLS: ReadonlyMap<string, ResourceCall> = new Map([
  ...calls('lock', 'make', 0, 'mtx_init rw_init rw_init_flags sx_init sx_init_flags rm_init rm_init_flags lockinit'),
  ...calls('lock', 'free', 0, 'mtx_destroy rw_destroy sx_destroy rm_destroy lockdestroy'),
  ...calls(
    'lock',
    'use',
    0,
    'mtx_lock mtx_lock_spin mtx_trylock rw_rlock rw_wlock rw_try_rlock rw_try_wlock sx_xlock sx_slock sx_try_xlock sx_try_slock rm_rlock rm_wlock mtx_unlock mtx_unlock_spin rw_runlock rw_wunlock rw_unlock sx_xunlock sx_sunlock rm_runlock rm_wunlock',
  ),
  ...calls(
    'callout',
    'use',
    0,
    'callout_reset callout_reset_on callout_reset_curcpu callout_reset_sbt callout_reset_sbt_on callout_schedule',
  ),
  ...calls('zone', 'use', 0, 'uma_zalloc uma_zalloc_arg uma_zfree uma_zone_set_max'),
  ...calls(
    'lock',
    'look',
    0,
    'mtx_assert mtx_owned mtx_initialized rw_assert rw_wowned rw_initialized sx_assert sx_xlocked rm_assert rm_wowned',
  ),
  ...calls('callout', 'look', 0, 'callout_pending callout_active callout_deactivate'),
  // Zero is an empty LIST, SLIST or RB; it is no empty tail queue: the tail points nowhere (sys/queue.h).
  ...calls('list', 'use', 0, 'TAILQ_INSERT_TAIL STAILQ_INSERT_TAIL CK_STAILQ_INSERT_TAIL TAILQ_CONCAT STAILQ_CONCAT'),
  ...calls(
    'list',
    'look',
    0,
    'TAILQ_FIRST TAILQ_EMPTY TAILQ_REMOVE TAILQ_INSERT_HEAD STAILQ_FIRST STAILQ_EMPTY STAILQ_INSERT_HEAD STAILQ_REMOVE_HEAD CK_STAILQ_FIRST CK_STAILQ_EMPTY',
  ),
  ...calls(
    'list',
    'look',
    1,
    'TAILQ_FOREACH TAILQ_FOREACH_SAFE TAILQ_FOREACH_REVERSE STAILQ_FOREACH STAILQ_FOREACH_SAFE CK_STAILQ_FOREACH CK_STAILQ_FOREACH_SAFE',
  ),
  ...calls('condition', 'make', 0, 'cv_init'),
  ...calls('condition', 'free', 0, 'cv_destroy'),
  ...calls('callout', 'make', 0, 'callout_init callout_init_mtx callout_init_rw callout_init_rm callout_init_sx'),
  ...calls('callout', 'free', 0, 'callout_drain callout_stop callout_async_drain untimeout _callout_stop_safe'),
  ...calls('zone', 'make', 'result', 'uma_zcreate uma_zsecond_create uma_zcache_create'),
  ...calls('zone', 'free', 0, 'uma_zdestroy'),
  ...calls('counter', 'make', 'result', 'counter_u64_alloc'),
  ...calls('counter', 'make', 0, 'COUNTER_ARRAY_ALLOC VNET_PCPUSTAT_ALLOC'),
  ...calls('counter', 'free', 0, 'counter_u64_free COUNTER_ARRAY_FREE VNET_PCPUSTAT_FREE'),
  ...calls('hash', 'make', 'result', 'hashinit hashinit_flags phashinit phashinit_flags'),
  ...calls('hash', 'free', 0, 'hashdestroy'),
  ...calls('memory', 'make', 'result', 'malloc mallocarray malloc_domainset contigmalloc'),
  ...calls('memory', 'free', 0, 'free free_domain contigfree zfree'),
  ...calls('event', 'make', 'result', 'EVENTHANDLER_REGISTER eventhandler_register'),
  ...calls('event', 'free', 1, 'EVENTHANDLER_DEREGISTER EVENTHANDLER_DEREGISTER_NOWAIT'),
  ...calls('hook', 'make', 0, 'pfil_add_hook'),
  ...calls('hook', 'make', 'result', 'pfil_head_register'),
  ...calls('hook', 'free', 0, 'pfil_remove_hook pfil_head_unregister'),
  ...calls('unit-numbers', 'make', 'result', 'new_unrhdr new_unrhdr64'),
  ...calls('unit-numbers', 'free', 0, 'delete_unrhdr'),
  ...calls('radix', 'make', 0, 'rn_inithead rn_inithead_internal'),
  ...calls('radix', 'free', 0, 'rn_detachhead'),
  ...calls('taskqueue', 'make', 'result', 'taskqueue_create taskqueue_create_fast'),
  ...calls('taskqueue', 'free', 0, 'taskqueue_free'),
  // taskqueue(9): a task that is still waiting runs on memory that is gone.
  ...calls('task', 'make', 0, 'TASK_INIT NET_TASK_INIT GROUPTASK_INIT'),
  ...calls('task', 'make', 1, 'TIMEOUT_TASK_INIT'),
  ...calls('task', 'free', 1, 'taskqueue_drain taskqueue_drain_timeout taskqueue_cancel taskqueue_cancel_timeout'),
  ...calls('task', 'free', 0, 'gtaskqueue_drain grouptask_block taskqgroup_detach cancel_work_sync'),
  ...calls('interrupt', 'make', 'last', 'swi_add'),
  ...calls('interrupt', 'free', 0, 'swi_remove'),
  ...calls('cloner', 'make', 'result', 'if_clone_simple if_clone_advanced'),
  ...calls('cloner', 'make', 0, 'if_clone_attach'),
  ...calls('cloner', 'free', 0, 'if_clone_detach'),
  ...calls(
    'list',
    'make',
    0,
    'TAILQ_INIT STAILQ_INIT LIST_INIT SLIST_INIT CK_LIST_INIT CK_SLIST_INIT CK_STAILQ_INIT RB_INIT SPLAY_INIT mbufq_init',
  ),
]);
