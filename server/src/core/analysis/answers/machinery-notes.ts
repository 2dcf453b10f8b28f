/** What a word of the VNET interface does, for a hover: one sentence or three. */
export interface MachineryNote {
  readonly word: string;
  /** Markdown. */
  readonly text: string;
  /** What it is in a kernel without options VIMAGE; undefined if that makes no difference. */
  readonly withoutVimage: string | undefined;
  /** Where the kernel says so. */
  readonly source: string;
}

const VNET_H = 'net/vnet.h';
const VNET_C = 'net/vnet.c';

const SET_CURVNET = `Makes \`to\` the thread's current vnet. Declares \`saved_vnet\` and expands to several statements: use it once per scope,
never as the body of an \`if\` without braces, and call \`CURVNET_RESTORE()\` on every path out of the scope.`;
const SHARED_LOCK = 'Locks the list of all vnets for reading; a reader needs one of its two locks.';

/** Words by name: text, meaning without VIMAGE, source. */
const NOTES: Readonly<Record<string, readonly [text: string, withoutVimage: string | undefined, source: string]>> = {
  curvnet: [
    'The vnet that this thread works in, `curthread->td_vnet`; NULL in a new thread. Every `V_x` goes through it: callouts, task queues, kernel threads and interrupt handlers set it first.',
    'NULL',
    VNET_H,
  ],
  vnet0: ["The default vnet, the host's own; made at SI_SUB_VNET.", 'not there', VNET_C],
  CURVNET_SET: [SET_CURVNET, 'nothing', VNET_H],
  CURVNET_SET_QUIET: [
    `${SET_CURVNET} With VNET_DEBUG it does not log that curvnet was set already.`,
    'nothing',
    VNET_H,
  ],
  CURVNET_SET_VERBOSE: [`${SET_CURVNET} With VNET_DEBUG it logs that curvnet was set already.`, 'nothing', VNET_H],
  CURVNET_RESTORE: ['Restores the vnet that `CURVNET_SET` saved in the same scope.', 'nothing', VNET_H],
  CURVNET_ASSERT_SET: ['Panics under INVARIANTS if `curvnet` is NULL.', 'nothing', VNET_H],
  VNET_FOREACH: [
    'Iterates over all vnets, newest first, vnet0 last. Does not set `curvnet`; the caller holds VNET_LIST_RLOCK or VNET_LIST_RLOCK_NOSLEEP. A vnet is not on the list while its constructors run.',
    'the body runs once',
    VNET_H,
  ],
  VNET_ITERATOR_DECL: ['Declares the `struct vnet *` for VNET_FOREACH.', 'nothing', VNET_H],
  VNET_LIST_RLOCK: [`${SHARED_LOCK} The holder of this one (sx) may sleep.`, 'nothing', VNET_H],
  VNET_LIST_RUNLOCK: ['Releases VNET_LIST_RLOCK.', 'nothing', VNET_H],
  VNET_LIST_RLOCK_NOSLEEP: [`${SHARED_LOCK} The holder of this one (rwlock) may not sleep.`, 'nothing', VNET_H],
  VNET_LIST_RUNLOCK_NOSLEEP: ['Releases VNET_LIST_RLOCK_NOSLEEP.', 'nothing', VNET_H],
  IS_DEFAULT_VNET: ['True if the vnet is vnet0.', '1', VNET_H],
  CRED_TO_VNET: ["The vnet of a credential's prison.", 'NULL', VNET_H],
  TD_TO_VNET: ["The vnet of a thread's prison; not always its `curvnet`.", 'NULL', VNET_H],
  P_TO_VNET: ["The vnet of a process's prison.", 'NULL', VNET_H],
  VNET_ASSERT: [
    'Panics under INVARIANTS or VNET_DEBUG if the condition is false. The message is a parenthesized argument list for panic(9).',
    'nothing',
    VNET_H,
  ],
  VNET_DEFINE: [
    'Defines a virtualized global: the reference copy in `set_vnet`. Each new vnet gets its own copy of the whole section; `VNET(x)` accesses the copy of the current vnet.',
    'an ordinary global',
    VNET_H,
  ],
  VNET_DEFINE_STATIC: [
    'Defines a virtualized global that is local to this file: the reference copy in `set_vnet`.',
    'an ordinary static variable',
    VNET_H,
  ],
  VNET_DECLARE: ['Declares a virtualized global that another file defines.', 'extern', VNET_H],
  VNET_NAME: [
    'The symbol of the reference copy, `vnet_entry_x`. A sysctl with CTLFLAG_VNET takes its address. Writing to it changes no existing vnet.',
    'the variable',
    VNET_H,
  ],
  VNET: ["The current vnet's copy of a variable: `&vnet_entry_x + curvnet->vnet_data_base`.", 'the variable', VNET_H],
  VNET_PTR: ["Address of the current vnet's copy of a variable.", "the variable's address", VNET_H],
  VNET_VNET: ["A given vnet's copy of a variable.", 'the variable', VNET_H],
  VNET_VNET_PTR: ["Address of a given vnet's copy of a variable.", "the variable's address", VNET_H],
  VNET_PCPUSTAT_DEFINE: [
    'Defines statistics of each vnet: an array of `counter_u64_t`, one for each 64-bit member of the type. VNET_PCPUSTAT_SYSINIT allocates them, VNET_PCPUSTAT_SYSUNINIT frees them; both are needed.',
    'an ordinary array',
    VNET_H,
  ],
  VNET_PCPUSTAT_DEFINE_STATIC: ['As VNET_PCPUSTAT_DEFINE, local to this file.', 'an ordinary static array', VNET_H],
  VNET_PCPUSTAT_DECLARE: ['Declares statistics that another file defines.', 'extern', VNET_H],
  VNET_PCPUSTAT_ALLOC: ['Allocates the counters of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_FREE: ['Frees the counters of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_ADD: ['Adds to one counter of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_FETCH: ['Reads one counter of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_SYSINIT: ['Allocates the counters of each vnet when it is created.', 'once, at boot', VNET_H],
  VNET_PCPUSTAT_SYSUNINIT: ['Frees the counters of each vnet when it is destroyed.', 'once', VNET_H],
  SYSCTL_VNET_PCPUSTAT: ['A sysctl for the statistics of the current vnet; a write zeroes them.', undefined, VNET_H],
  VNET_SYSINIT: [
    'Registers a constructor. It runs at once in every existing vnet, and in each new vnet in ascending order of (subsystem, order).',
    'SYSINIT',
    VNET_C,
  ],
  VNET_SYSUNINIT: [
    'Registers a destructor. It runs in each vnet that is destroyed, in descending order of (subsystem, order), and in every vnet when the module is unloaded.',
    'SYSUNINIT',
    VNET_C,
  ],
  VNET_GLOBAL_EVENTHANDLER_REGISTER: [
    "Registers a handler once, with vnet0 current. It runs in every vnet and does not get the event's own arguments.",
    'EVENTHANDLER_REGISTER',
    VNET_H,
  ],
  VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG: [
    'As VNET_GLOBAL_EVENTHANDLER_REGISTER, and stores the tag.',
    'EVENTHANDLER_REGISTER',
    VNET_H,
  ],
  CTLFLAG_VNET: [
    "The sysctl's pointer leads into `set_vnet`: sysctl_root_handler() adds `curvnet->vnet_data_base` to it (up to 9.x the handlers of the SYSCTL_VNET_ macros do). Any other pointer makes it read and write wild memory.",
    'no effect',
    'kern/kern_sysctl.c',
  ],
  VNET_SETNAME: ['The section of the reference copies, `"set_vnet"`.', undefined, VNET_H],
  VNET_SYMPREFIX: ['Prefix of the symbols of reference copies, `"vnet_entry_"`.', undefined, VNET_H],
  VNET_START: ['Where `set_vnet` starts: `__start_set_vnet`.', 'not there', VNET_H],
  VNET_STOP: ['Where `set_vnet` ends: `__stop_set_vnet`.', 'not there', VNET_H],
  DPCPU_DEFINE: ['Defines a per-CPU variable: the initial copy in `set_pcpu`.', undefined, 'sys/pcpu.h'],
  DPCPU_DEFINE_STATIC: [
    'Defines a per-CPU variable that is local to this file: the initial copy in `set_pcpu`.',
    undefined,
    'sys/pcpu.h',
  ],
  DPCPU_DECLARE: ['Declares a per-CPU variable that another file defines.', undefined, 'sys/pcpu.h'],
  DPCPU_NAME: ['The symbol of the initial copy, `pcpu_entry_x`.', undefined, 'sys/pcpu.h'],
  DPCPU_PTR: ["Address of this CPU's copy. Pin the thread to its CPU while using it.", undefined, 'sys/pcpu.h'],
  DPCPU_GET: ["This CPU's copy.", undefined, 'sys/pcpu.h'],
  DPCPU_SET: ["Writes this CPU's copy.", undefined, 'sys/pcpu.h'],
  DPCPU_ID_PTR: ["Address of a given CPU's copy.", undefined, 'sys/pcpu.h'],
  DPCPU_ID_GET: ["A given CPU's copy.", undefined, 'sys/pcpu.h'],
  DPCPU_ID_SET: ["Writes a given CPU's copy.", undefined, 'sys/pcpu.h'],
};

export function isMachinery(word: string): boolean {
  return Object.hasOwn(NOTES, word);
}

export function machineryNote(word: string): MachineryNote | undefined {
  if (!isMachinery(word)) return undefined;
  const [text, withoutVimage, source] = NOTES[word] ?? ['', undefined, ''];
  return { word, text: text.replaceAll('\n', ' '), withoutVimage, source };
}
