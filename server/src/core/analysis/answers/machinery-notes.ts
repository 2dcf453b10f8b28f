/** What a word of the VNET interface does, for a hover: one sentence or three. */
export interface MachineryNote {
  readonly word: string;
  /** Markdown. */
  readonly text: string;
  /** What it is in a kernel without options VIMAGE; undefined where that makes no difference. */
  readonly withoutVimage: string | undefined;
  /** Where the kernel says so. */
  readonly source: string;
}

const VNET_H = 'net/vnet.h';
const VNET_C = 'net/vnet.c';

const SET_CURVNET = `Makes \`to\` the thread's current vnet. Declares \`saved_vnet\` in this scope and is several statements: not the body of an \`if\`
without braces, once per scope, with \`CURVNET_RESTORE()\` on every way out of it.`;
const SHARED_LOCK = 'Holds the list of all vnets still; reading needs one of its two locks.';

/** Words by name: text, what is left of it without VIMAGE, source. */
const NOTES: Readonly<Record<string, readonly [text: string, withoutVimage: string | undefined, source: string]>> = {
  curvnet: [
    'The vnet that this thread works in, `curthread->td_vnet`; NULL in a new thread. Every `V_x` goes through it: callouts, task queues, kernel threads and interrupt handlers set it first.',
    'NULL',
    VNET_H,
  ],
  vnet0: ["The default vnet, the host's own; made at SI_SUB_VNET.", 'not there', VNET_C],
  CURVNET_SET: [SET_CURVNET, 'nothing', VNET_H],
  CURVNET_SET_QUIET: [`${SET_CURVNET} With VNET_DEBUG it does not log that a vnet was set already.`, 'nothing', VNET_H],
  CURVNET_SET_VERBOSE: [`${SET_CURVNET} With VNET_DEBUG it logs when a vnet was set already.`, 'nothing', VNET_H],
  CURVNET_RESTORE: ['Makes the vnet current again that `CURVNET_SET` of the same scope saved.', 'nothing', VNET_H],
  CURVNET_ASSERT_SET: ['Panics under INVARIANTS when no vnet is current.', 'nothing', VNET_H],
  VNET_FOREACH: [
    'Walks all vnets, newest first, vnet0 last; sets no `curvnet` itself, and needs VNET_LIST_RLOCK or its NOSLEEP form. A vnet whose constructors still run is not on the list.',
    'the body runs once',
    VNET_H,
  ],
  VNET_ITERATOR_DECL: ['Declares the `struct vnet *` for VNET_FOREACH.', 'nothing', VNET_H],
  VNET_LIST_RLOCK: [`${SHARED_LOCK} This one (sx) lets the holder sleep.`, 'nothing', VNET_H],
  VNET_LIST_RUNLOCK: ['Gives up VNET_LIST_RLOCK.', 'nothing', VNET_H],
  VNET_LIST_RLOCK_NOSLEEP: [`${SHARED_LOCK} Under this one (rwlock) the holder may not sleep.`, 'nothing', VNET_H],
  VNET_LIST_RUNLOCK_NOSLEEP: ['Gives up VNET_LIST_RLOCK_NOSLEEP.', 'nothing', VNET_H],
  IS_DEFAULT_VNET: ['Whether a vnet is vnet0.', '1', VNET_H],
  CRED_TO_VNET: ["The vnet of a credential's prison.", 'NULL', VNET_H],
  TD_TO_VNET: ["The vnet of a thread's prison; not always its `curvnet`.", 'NULL', VNET_H],
  P_TO_VNET: ["The vnet of a process's prison.", 'NULL', VNET_H],
  VNET_ASSERT: [
    'Panics under INVARIANTS or VNET_DEBUG when the condition is false; the message is in its own parentheses.',
    'nothing',
    VNET_H,
  ],
  VNET_DEFINE: [
    'Defines a virtualized global: the reference copy in `set_vnet`. Each vnet gets its own copy of the whole section when it is made; `x` is reached as `VNET(x)`.',
    'an ordinary global',
    VNET_H,
  ],
  VNET_DEFINE_STATIC: [
    'Defines a virtualized global that other files do not see: the reference copy in `set_vnet`.',
    'an ordinary static variable',
    VNET_H,
  ],
  VNET_DECLARE: ['Declares a virtualized global that another file defines.', 'extern', VNET_H],
  VNET_NAME: [
    'The symbol of the reference copy, `vnet_entry_x`. Its address is what sysctl with CTLFLAG_VNET wants; writing through it changes no running vnet.',
    'the variable',
    VNET_H,
  ],
  VNET: ["The current vnet's copy of a variable: `&vnet_entry_x + curvnet->vnet_data_base`.", 'the variable', VNET_H],
  VNET_PTR: ["Address of the current vnet's copy of a variable.", "the variable's address", VNET_H],
  VNET_VNET: ["A given vnet's copy of a variable.", 'the variable', VNET_H],
  VNET_VNET_PTR: ["Address of a given vnet's copy of a variable.", "the variable's address", VNET_H],
  VNET_PCPUSTAT_DEFINE: [
    'Defines statistics of each vnet: an array of `counter_u64_t`, one for each 64-bit member of the type. Needs VNET_PCPUSTAT_SYSINIT, and VNET_PCPUSTAT_SYSUNINIT when vnets go.',
    'an ordinary array',
    VNET_H,
  ],
  VNET_PCPUSTAT_DEFINE_STATIC: ['As VNET_PCPUSTAT_DEFINE, for this file alone.', 'an ordinary static array', VNET_H],
  VNET_PCPUSTAT_DECLARE: ['Declares statistics that another file defines.', 'extern', VNET_H],
  VNET_PCPUSTAT_ALLOC: ['Allocates the counters of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_FREE: ['Frees the counters of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_ADD: ['Adds to one counter of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_FETCH: ['Reads one counter of the current vnet.', undefined, VNET_H],
  VNET_PCPUSTAT_SYSINIT: ['Allocates the counters of each vnet as it is made.', 'once, at boot', VNET_H],
  VNET_PCPUSTAT_SYSUNINIT: ['Frees the counters of each vnet as it goes.', 'once', VNET_H],
  SYSCTL_VNET_PCPUSTAT: ['A sysctl for the statistics of the current vnet; a write zeroes them.', undefined, VNET_H],
  VNET_SYSINIT: [
    'Registers a constructor: runs at once in every vnet there is, and in each new one in ascending order of (subsystem, order).',
    'SYSINIT',
    VNET_C,
  ],
  VNET_SYSUNINIT: [
    'Registers a destructor: runs in each vnet that goes, in descending order of (subsystem, order), and in every vnet when the module is unloaded.',
    'SYSUNINIT',
    VNET_C,
  ],
  VNET_GLOBAL_EVENTHANDLER_REGISTER: [
    "Registers once, while vnet0 is current, a handler that runs in every vnet; the event's own arguments do not reach it.",
    'EVENTHANDLER_REGISTER',
    VNET_H,
  ],
  VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG: [
    'VNET_GLOBAL_EVENTHANDLER_REGISTER that keeps the tag.',
    'EVENTHANDLER_REGISTER',
    VNET_H,
  ],
  CTLFLAG_VNET: [
    "The sysctl's pointer is into `set_vnet`: sysctl_root_handler adds `curvnet->vnet_data_base` to it (up to 9.x the SYSCTL_VNET_ macros' own handlers do). With another pointer wild memory is read and written.",
    'no effect',
    'kern/kern_sysctl.c',
  ],
  VNET_SETNAME: ['The section of the reference copies, `"set_vnet"`.', undefined, VNET_H],
  VNET_SYMPREFIX: ['Prefix of the reference copies\' symbols, `"vnet_entry_"`.', undefined, VNET_H],
  VNET_START: ['Where `set_vnet` starts: `__start_set_vnet`.', 'not there', VNET_H],
  VNET_STOP: ['Where `set_vnet` ends: `__stop_set_vnet`.', 'not there', VNET_H],
  DPCPU_DEFINE: ['Defines a variable of each CPU: the initial copy in `set_pcpu`.', undefined, 'sys/pcpu.h'],
  DPCPU_DEFINE_STATIC: [
    'Defines a variable of each CPU for this file alone: the initial copy in `set_pcpu`.',
    undefined,
    'sys/pcpu.h',
  ],
  DPCPU_DECLARE: ['Declares a variable of each CPU that another file defines.', undefined, 'sys/pcpu.h'],
  DPCPU_NAME: ['The symbol of the initial copy, `pcpu_entry_x`.', undefined, 'sys/pcpu.h'],
  DPCPU_PTR: ["Address of this CPU's copy; hold the thread on its CPU while it is used.", undefined, 'sys/pcpu.h'],
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
