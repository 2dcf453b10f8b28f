import type { HandlerKind } from './file-flow.ts';

/** An interface that registers a function to be called later. */
export interface HandlerCall {
  readonly kind: HandlerKind;
  /** Indices of the arguments that may be the function; the first that names one is it. */
  readonly handlers: readonly number[];
  /** Index of the argument that says more: the event, the subsystem; -1 without. */
  readonly detail: number;
}

function calls(
  kind: HandlerKind,
  handlers: readonly number[],
  names: string,
  detail = -1,
): readonly (readonly [string, HandlerCall])[] {
  return names.split(' ').map((name) => [name, { kind, handlers, detail }] as const);
}

/**
 * By name. None of those that call back sets curvnet: softclock (kern/kern_timeout.c), taskqueue_run_locked
 * (kern/subr_taskqueue.c), fork_exit (kern/kern_fork.c; a new thread starts with td_vnet NULL), ithread_loop
 * (kern/kern_intr.c), epoch_call_task (kern/subr_epoch.c), mi_startup (kern/init_main.c; curvnet is vnet0 between
 * SI_SUB_VNET and SI_SUB_VNET_DONE only). Event handlers run where EVENTHANDLER_INVOKE stands.
 */
export const HANDLER_CALLS: ReadonlyMap<string, HandlerCall> = new Map([
  ...calls('callout', [2], 'callout_reset callout_reset_on callout_reset_curcpu'),
  ...calls('callout', [3], 'callout_reset_sbt callout_reset_sbt_on callout_reset_sbt_curcpu'),
  ...calls('callout', [0], 'timeout'),
  ...calls('task', [2], 'TASK_INIT GROUPTASK_INIT NET_TASK_INIT NET_GROUPTASK_INIT'),
  ...calls('task', [3], 'TIMEOUT_TASK_INIT _timeout_task_init GTASK_INIT'),
  ...calls('task', [1], 'TASK_INITIALIZER'),
  ...calls('kthread', [0], 'kproc_create kthread_add kproc_kthread_add kthread_create'),
  ...calls('event', [1], 'EVENTHANDLER_REGISTER EVENTHANDLER_DEFINE', 0),
  ...calls('event', [2], 'eventhandler_register', 1),
  ...calls('interrupt', [3, 4], 'bus_setup_intr'),
  ...calls('interrupt', [4, 5], 'BUS_SETUP_INTR'),
  ...calls('interrupt', [2], 'swi_add VQ_ALLOC_INFO_INIT'),
  ...calls('interrupt', [2, 3], 'xen_intr_bind_local_port xen_intr_alloc_and_bind_local_port'),
  // dev/cxgbe/t4_sge.c, dev/cxgb/cxgb_sge.c: service_iq() calls them from the adapter's interrupt.
  ...calls('interrupt', [1, 2], 't4_register_cpl_handler t3_register_cpl_handler'),
  ...calls('interrupt', [2, 3], 'intr_event_add_handler'),
  ...calls('interrupt', [4], 'iflib_irq_alloc_generic'),
  ...calls('task', [2], 'iflib_config_gtask_init'),
  ...calls('boot-hook', [0], 'config_intrhook_oneshot'),
  // linuxkpi: linux_work_fn() and its kin call them from a taskqueue, a callout, an interrupt thread (linux_work.c).
  ...calls('task', [1], 'INIT_WORK INIT_DELAYED_WORK DECLARE_WORK DECLARE_DELAYED_WORK tasklet_init tasklet_setup'),
  ...calls('callout', [1], 'timer_setup setup_timer setup_deferrable_timer'),
  ...calls('callout', [0], 'DEFINE_TIMER'),
  ...calls('kthread', [0], 'kthread_run kthread_create'),
  ...calls('interrupt', [1, 2], 'request_irq request_threaded_irq'),
  ...calls('epoch', [1], 'call_rcu'),
  ...calls('rdma', [1], 'rdma_create_id ib_create_cm_id'),
  ...calls('rdma', [1, 2], 'iw_create_cm_id'),
  ...calls('jail', [0], 'osd_jail_register'),
  // kobj(9): device_method_t x[] = { DEVMETHOD(device_detach, f), ... }; only those of BUS_METHODS.
  ...calls('bus-method', [1], 'DEVMETHOD', 0),
  ...calls('epoch', [1, 2], 'epoch_call'),
  ...calls('epoch', [0], 'NET_EPOCH_CALL'),
]);

/**
 * Methods of a bus that are called where no vnet is set. device_attach and device_probe are not among them:
 * device_probe_and_attach() (kern/subr_bus.c) has set vnet0. iflib's are called by its admin task and its timer.
 */
const BUS_METHODS =
  /^device_(detach|suspend|resume|shutdown|quiesce)$|_intr$|_interrupt$|^miibus_(statchg|linkchg|mediainit)$|^ifdi_(timer|update_admin_status|watchdog_reset|vflr_handle|admin_completion_handle|multi_set_task)$/;

/** Whether an invocation whose argument of detail is `detail` hands over what is called without curvnet. */
export function isHandedOver({ kind }: { readonly kind: HandlerKind }, detail: string): boolean {
  return kind !== 'bus-method' || BUS_METHODS.test(detail);
}

/**
 * Events that are announced where no vnet is set: by the pager (vm_pageout.c), process and thread management
 * (kern_exit.c, kern_fork.c, kern_thread.c), shutdown (kern_shutdown.c), suspend (acpi), devfs' name lookup, the clock
 * drivers.
 */
export const GLOBAL_EVENTS: ReadonlySet<string> = new Set(
  (
    'vm_lowmem process_init process_fini process_ctor process_dtor process_exit process_fork process_exec thread_init thread_fini thread_ctor thread_dtor ' +
    'shutdown_pre_sync shutdown_post_sync shutdown_final power_suspend power_suspend_early power_resume power_profile_change watchdog_list mountroot vfs_mounted vfs_unmounted ' +
    'swapon swapoff cpufreq_pre_change cpufreq_post_change cpufreq_levels_changed acpi_sleep_event acpi_wakeup_event dev_clone dcons_poll usb_dev_configured app_coredump_start'
  ).split(' '),
);

/**
 * The same at file scope: sys/kernel.h, net/vnet.h. Arguments: identifier, subsystem, order, function, its argument.
 */
export const SYSINIT_KINDS: ReadonlyMap<string, HandlerKind> = new Map([
  ['SYSINIT', 'sysinit'],
  ['C_SYSINIT', 'sysinit'],
  ['SYSUNINIT', 'sysuninit'],
  ['C_SYSUNINIT', 'sysuninit'],
  ['VNET_SYSINIT', 'vnet-sysinit'],
  ['VNET_SYSUNINIT', 'vnet-sysuninit'],
]);

/**
 * Members of tables of functions that are called without curvnet: struct cdevsw (sys/conf.h; devfs_ioctl and its kin
 * set nothing), struct protosw's timers and drain (sys/protosw.h; pfslowtimo runs from a callout, mb_reclaim from
 * vm_lowmem). What the socket layer and the input path call (pr_usrreqs, pr_input, if_ioctl) finds it set.
 */
export const HANDLER_MEMBERS: ReadonlyMap<string, HandlerKind> = new Map([
  ...'d_open d_fdopen d_close d_read d_write d_ioctl d_poll d_mmap d_strategy d_kqfilter d_mmap_single'
    .split(' ')
    .map((name): [string, HandlerKind] => [name, 'cdev']),
  ['pr_slowtimo', 'timer'],
  ['pr_fasttimo', 'timer'],
  ['pr_drain', 'timer'],
  ['ich_func', 'boot-hook'],
  // struct usb_config, usb_proc_msg, usb_ether_methods: USB's explore and transfer threads (usb_transfer.c and
  // usb_process.c).
  ['callback', 'usb'],
  ['pm_callback', 'usb'],
  ...'ue_tick ue_stop ue_setmulti ue_setpromisc'.split(' ').map((name): [string, HandlerKind] => [name, 'usb']),
  // struct ttyhook (sys/ttyhook.h), struct ttydevsw (sys/ttydevsw.h): a driver's interrupt, or who has the device open.
  ...'th_rint th_rint_bypass th_rint_done th_rint_poll th_getc_inject th_getc_capture th_getc_poll th_close tsw_open tsw_close tsw_outwakeup tsw_inwakeup tsw_ioctl tsw_param tsw_modem'
    .split(' ')
    .map((name): [string, HandlerKind] => [name, 'tty']),
  // struct db_command (ddb/ddb.h): the rest of the kernel stands still.
  ['fcn', 'debugger'],
  // uipc_domain.c: once per vnet, from vnet_domain_init and vnet_domain_uninit; a domain of DOMAIN_SET once at boot
  // (OutsideReader).
  ['pr_init', 'vnet-sysinit'],
  ['dom_init', 'vnet-sysinit'],
  ['pr_destroy', 'vnet-sysuninit'],
  ['dom_destroy', 'vnet-sysuninit'],
]);

/**
 * Members that code assigns: `crp->crp_callback = f` (crypto(9): a thread of the crypto layer, or the driver's
 * interrupt), `task->ta_func = f` (taskqueue(9), what TASK_INIT stands for), `xfer->hand = f` (firewire's taskqueue).
 */
export const ASSIGNED_MEMBERS: ReadonlyMap<string, HandlerKind> = new Map([
  ['ta_func', 'task'],
  ['hand', 'task'],
  ['crp_callback', 'crypto'],
  ['pm_callback', 'usb'],
  ['ich_func', 'boot-hook'],
]);

/** Members that mean a handler only in a file that names this record. */
const MEMBER_RECORDS: ReadonlyMap<string, string> = new Map([
  ['callback', 'usb_config'],
  ['fcn', 'db_command'],
  ['hand', 'fw_xfer'],
]);

/** Whether a member of this name means a handler in a file with this text. */
export function isMeantIn(member: string, text: string): boolean {
  const record = MEMBER_RECORDS.get(member);
  return record === undefined || text.includes(record);
}

/** net/vnet.h: who writes it says that curvnet must be set, also in a kernel that does not check it. */
export const ASSERTS_CURVNET = 'CURVNET_ASSERT_SET';
