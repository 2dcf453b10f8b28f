import type { ResourceKind } from './file-flow.ts';

/** A kernel interface that makes or gives back what has to be given back. */
export interface ResourceCall {
  readonly kind: ResourceKind;
  readonly isMade: boolean;
  /** Index of the argument that names it; 'result' when it is what the call returns, `last` the last argument. */
  readonly target: number | 'result' | 'last';
}

function calls(kind: ResourceKind, isMade: boolean, target: ResourceCall['target'], names: string): readonly (readonly [string, ResourceCall])[] {
  return names.split(' ').map((name) => [name, { kind, isMade, target }] as const);
}

/**
 * By name, as section 9 of the manual and the headers have them from 8.0 to main: mutex(9), rwlock(9), sx(9), rmlock(9),
 * lock(9), condvar(9), callout(9), zone(9), counter(9), hashinit(9), malloc(9), EVENTHANDLER(9), pfil(9), unr(9),
 * taskqueue(9), net/radix.h, net/if_clone.h.
 */
export const RESOURCE_CALLS: ReadonlyMap<string, ResourceCall> = new Map([
  ...calls('lock', true, 0, 'mtx_init rw_init rw_init_flags sx_init sx_init_flags rm_init rm_init_flags lockinit'),
  ...calls('lock', false, 0, 'mtx_destroy rw_destroy sx_destroy rm_destroy lockdestroy'),
  ...calls('condition', true, 0, 'cv_init'),
  ...calls('condition', false, 0, 'cv_destroy'),
  ...calls('callout', true, 0, 'callout_init callout_init_mtx callout_init_rw callout_init_rm callout_init_sx'),
  ...calls('callout', false, 0, 'callout_drain callout_stop callout_async_drain untimeout _callout_stop_safe'),
  ...calls('zone', true, 'result', 'uma_zcreate uma_zsecond_create uma_zcache_create'),
  ...calls('zone', false, 0, 'uma_zdestroy'),
  ...calls('counter', true, 'result', 'counter_u64_alloc'),
  ...calls('counter', true, 0, 'COUNTER_ARRAY_ALLOC VNET_PCPUSTAT_ALLOC'),
  ...calls('counter', false, 0, 'counter_u64_free COUNTER_ARRAY_FREE VNET_PCPUSTAT_FREE'),
  ...calls('hash', true, 'result', 'hashinit hashinit_flags phashinit phashinit_flags'),
  ...calls('hash', false, 0, 'hashdestroy'),
  ...calls('memory', true, 'result', 'malloc mallocarray malloc_domainset contigmalloc'),
  ...calls('memory', false, 0, 'free free_domain contigfree zfree'),
  ...calls('event', true, 'result', 'EVENTHANDLER_REGISTER eventhandler_register'),
  ...calls('event', false, 1, 'EVENTHANDLER_DEREGISTER EVENTHANDLER_DEREGISTER_NOWAIT'),
  ...calls('hook', true, 0, 'pfil_add_hook'),
  ...calls('hook', true, 'result', 'pfil_head_register'),
  ...calls('hook', false, 0, 'pfil_remove_hook pfil_head_unregister'),
  ...calls('unit-numbers', true, 'result', 'new_unrhdr new_unrhdr64'),
  ...calls('unit-numbers', false, 0, 'delete_unrhdr'),
  ...calls('radix', true, 0, 'rn_inithead rn_inithead_internal'),
  ...calls('radix', false, 0, 'rn_detachhead'),
  ...calls('taskqueue', true, 'result', 'taskqueue_create taskqueue_create_fast'),
  ...calls('taskqueue', false, 0, 'taskqueue_free'),
  ...calls('cloner', true, 'result', 'if_clone_simple if_clone_advanced'),
  ...calls('cloner', true, 0, 'if_clone_attach'),
  ...calls('cloner', false, 0, 'if_clone_detach'),
  ...calls('list', true, 0, 'TAILQ_INIT STAILQ_INIT LIST_INIT SLIST_INIT CK_LIST_INIT CK_SLIST_INIT CK_STAILQ_INIT RB_INIT SPLAY_INIT mbufq_init'),
]);
