import type { Behaviour, ReleaseProfile } from '../../server/src/core/kernel/release-profile.ts';
import type {
  KernelImage,
  ModuleImage,
  SetContents,
  SetRelocation,
  Sysctl,
  SysinitEntry,
  Sysinits,
  UnknownRange,
} from '../../server/src/core/simulator/kernel-image.ts';
import type { VnetSysinit } from '../../server/src/core/vnet/sysinits.ts';
import type {
  ArrayView,
  FieldView,
  PointerView,
  RecordView,
  ScalarView,
  TypeView,
} from '../../server/src/core/simulator/type-view.ts';
import type { InstanceSet } from '../../server/src/core/vnet/set-variables.ts';

/** Small kernels and modules, written by hand: what an analysis of a tree would hand to the simulator. */

export const int: ScalarView = {
  kind: 'scalar',
  text: 'int',
  sizeBytes: 4,
  isSigned: true,
  isBoolean: false,
  isFloating: false,
  enumerators: [],
};
export const uint: ScalarView = { ...int, text: 'unsigned int', isSigned: false };
export const char: ScalarView = { ...int, text: 'char', sizeBytes: 1 };
const long: ScalarView = { ...int, text: 'long', sizeBytes: 8 };

export function pointer(to: string, sizeBytes = 8): PointerView {
  return { kind: 'pointer', text: `${to} *`, sizeBytes, to, toFunction: false };
}

export function array(element: TypeView, count: number): ArrayView {
  return {
    kind: 'array',
    text: `${element.text}[${count}]`,
    sizeBytes: element.sizeBytes * count,
    count,
    strideBytes: element.sizeBytes,
    element,
  };
}

/**
 * Members one behind the other at the given offsets in bytes; a third item is a bit-field's place and width in bits.
 */
export function record(
  text: string,
  sizeBytes: number,
  fields: readonly (readonly [
    name: string,
    offsetBytes: number,
    view: TypeView,
    widthBits?: number,
    offsetBits?: number,
  ])[],
): RecordView {
  return {
    kind: 'record',
    text,
    sizeBytes,
    isUnion: false,
    fields: fields.map(([name, offsetBytes, view, widthBits, offsetBits]): FieldView => ({
      name,
      offsetBits: offsetBits ?? offsetBytes * 8,
      widthBits,
      view,
    })),
  };
}

export interface Variable {
  readonly name: string;
  readonly view: TypeView;
  readonly align?: number;
  readonly file?: string;
  /** Little-endian bytes from the variable's start. */
  readonly bytes?: readonly number[];
  readonly relocations?: readonly Omit<SetRelocation, 'sizeBytes'>[];
  readonly unknown?: string;
}

/** Lays variables out one behind the other. */
export function contents(set: InstanceSet, variables: readonly Variable[], pointerBytes = 8): SetContents {
  let at = 0;
  let alignBytes = 1;
  const relocations: SetRelocation[] = [];
  const unknowns: UnknownRange[] = [];
  const members = variables.map(
    ({ name, view, align = Math.min(8, view.sizeBytes), file = 'sys/net/test.c' }, index) => {
      at = Math.ceil(at / align) * align;
      alignBytes = Math.max(alignBytes, align);
      const member = {
        name,
        symbol: `${set === 'set_vnet' ? 'vnet' : 'pcpu'}_entry_${name}`,
        file,
        line: index + 1,
        object: 0,
        offsetBytes: at,
        sizeBytes: view.sizeBytes,
        alignBytes: align,
        isStatic: false,
        type: view.text,
        view,
      };
      at += view.sizeBytes;
      return member;
    },
  );
  const bytes = new Uint8Array(at);
  variables.forEach(({ bytes: own = [], relocations: pointers = [], unknown }, index) => {
    const { offsetBytes, sizeBytes } = members[index] ?? { offsetBytes: 0, sizeBytes: 0 };
    bytes.set(own, offsetBytes);
    for (const relocation of pointers)
      relocations.push({ ...relocation, sizeBytes: pointerBytes, offsetBytes: offsetBytes + relocation.offsetBytes });
    if (unknown !== undefined) unknowns.push({ offsetBytes, sizeBytes, reason: unknown });
  });
  return { set, sizeBytes: at, alignBytes, members, bytes, relocations, unknowns };
}

const behaviour = <Value>(value: Value): Behaviour<Value> => ({ value, evidence: undefined });

/** 13.0-CURRENT; `main` with what differs there. */
export const profile13: ReleaseProfile = {
  osreldate: 1300010,
  propagation: behaviour('before-relocation'),
  savesInitialValues: behaviour(false),
  allocationUnit: behaviour('pointer'),
  freeTestsSuccessor: behaviour(false),
  tracksState: behaviour(true),
  marksShutdown: behaviour(false),
  interfaceReturn: behaviour('sysuninit'),
  setPadding: behaviour(undefined),
  sysctlBase: behaviour('root-handler'),
  vnetTunables: behaviour('ignored'),
  stopsAtEexist: behaviour(false),
  kernelHasUserref: behaviour(true),
  sysinitSort: behaviour('exchange'),
  messages: {
    objectOutOfSpace: behaviour('%s: vnet module space is out of space; cannot allocate %#jx for %s\n'),
    sharedOutOfSpace: behaviour('%s: vnet module space is out of space; cannot allocate %d for %s\n'),
    objectPcpuOutOfSpace: behaviour('%s: pcpu module space is out of space; cannot allocate %#jx for %s\n'),
    sharedPcpuOutOfSpace: behaviour('%s: pcpu module space is out of space; cannot allocate %d for %s\n'),
    invalidPadding: behaviour(
      "Kernel module '%s' must be recompiled with linker script, invalid padding %#04x (%#04x)\n",
    ),
    sysinitTooEarly: behaviour('vnet sysinit too early'),
    stillHasSockets: behaviour('%s: vnet still has sockets'),
    moduleTaken: behaviour('%s: cannot register %s from %s; already loaded from %s\n'),
  },
};

/** 9.3 as far as modules' names and the kernel's own file go. */
export const profile9: ReleaseProfile = {
  ...profile13,
  osreldate: 903000,
  kernelHasUserref: behaviour(false),
  messages: { ...profile13.messages, moduleTaken: behaviour('module_register: module %s already exists!\n') },
};

export const profileMain: ReleaseProfile = {
  ...profile13,
  osreldate: 1500000,
  stopsAtEexist: behaviour(true),
  propagation: behaviour('after-relocation'),
  savesInitialValues: behaviour(true),
  marksShutdown: behaviour(true),
  vnetTunables: behaviour('reference-copy'),
  sysinitSort: behaviour('stable'),
  setPadding: behaviour(0x90909090),
};

const SUBSYSTEMS: readonly (readonly [string, number])[] = [
  ['SI_SUB_DUMMY', 0],
  ['SI_SUB_DONE', 1],
  ['SI_SUB_KMEM', 0x1800000],
  ['SI_SUB_VNET_PRELINK', 0x1e00000],
  ['SI_SUB_KLD', 0x2000000],
  ['SI_SUB_VNET', 0x21e0000],
  ['SI_SUB_INIT_IF', 0x3000000],
  ['SI_SUB_PSEUDO', 0x7000000],
  ['SI_SUB_PROTO_DOMAIN', 0x8800000],
  ['SI_SUB_PROTO_IFATTACHDOMAIN', 0x8808000],
  ['SI_SUB_VNET_DONE', 0xdc00000],
  ['SI_SUB_KTHREAD_INIT', 0xe000000],
];
const ORDERS: readonly (readonly [string, number])[] = [
  ['SI_ORDER_FIRST', 0],
  ['SI_ORDER_SECOND', 1],
  ['SI_ORDER_THIRD', 2],
  ['SI_ORDER_MIDDLE', 0x1000000],
  ['SI_ORDER_ANY', 0xfffffff],
];

function spelled(
  table: readonly (readonly [string, number])[],
  text: string,
): { readonly value: number; readonly text: string } {
  const value = table.find(([name]) => name === text)?.[1];
  if (value === undefined) throw new RangeError(`no ${text}`);
  return { value, text };
}

/** SYSINIT(name, subsystem, order, function, ...) of functions that the simulator knows or leaves out. */
export function sysinit(name: string, subsystem: string, order: string, vnet?: VnetSysinit): SysinitEntry {
  return {
    identifier: name,
    subsystem: spelled(SUBSYSTEMS, subsystem),
    order: spelled(ORDERS, order),
    function: name,
    argument: 'NULL',
    vnet,
    file: 'sys/net/test.c',
    line: 1,
    object: 0,
  };
}

/** VNET_SYSINIT or VNET_SYSUNINIT: what it puts into set_sysinit_set and into set_sysuninit_set. */
export function vnetSysinit(
  kind: 'constructor' | 'destructor',
  name: string,
  subsystem: string,
  order: string,
): { readonly init: SysinitEntry; readonly uninit: SysinitEntry } {
  const vnet = {
    kind,
    symbol: `${name}_vnet_${kind === 'constructor' ? 'init' : 'uninit'}`,
    subsystem: spelled(SUBSYSTEMS, subsystem),
    order: spelled(ORDERS, order),
    function: name,
    argument: 'NULL',
  } as const;
  const suffix = kind === 'constructor' ? 'sysinit' : 'sysuninit';
  return {
    init: sysinit(`vnet_register_${suffix}`, subsystem, order, { ...vnet, action: 'register' }),
    uninit: sysinit(`vnet_deregister_${suffix}`, subsystem, order, { ...vnet, action: 'deregister' }),
  };
}

export function sysinits(
  ...pairs: readonly { readonly init: SysinitEntry; readonly uninit: SysinitEntry }[]
): Sysinits {
  return { sysinits: pairs.map(({ init }) => init), sysuninits: pairs.map(({ uninit }) => uninit), isComplete: true };
}

/** SYSINITs of net/vnet.c, kern_linker.c, kern_sysctl.c and subr_pcpu.c in the order of their files. */
export const BASE_SYSINITS: readonly SysinitEntry[] = [
  sysinit('linker_preload', 'SI_SUB_KLD', 'SI_ORDER_MIDDLE'),
  sysinit('sysctl_register_all', 'SI_SUB_KMEM', 'SI_ORDER_FIRST'),
  sysinit('dpcpu_startup', 'SI_SUB_KLD', 'SI_ORDER_FIRST'),
  sysinit('vnet_init_prelink', 'SI_SUB_VNET_PRELINK', 'SI_ORDER_FIRST'),
  sysinit('vnet0_init', 'SI_SUB_VNET', 'SI_ORDER_FIRST'),
  sysinit('vnet_init_done', 'SI_SUB_VNET_DONE', 'SI_ORDER_ANY'),
  sysinit('vnet_data_startup', 'SI_SUB_KLD', 'SI_ORDER_FIRST'),
  sysinit('linker_preload_finish', 'SI_SUB_KTHREAD_INIT', 'SI_ORDER_MIDDLE'),
];

/** An integer sysctl on a virtualized global. */
export function sysctl(name: string, variable: string, flags: readonly string[], more: Partial<Sysctl> = {}): Sysctl {
  return {
    name,
    leaf: name.slice(name.lastIndexOf('.') + 1),
    type: 'INT',
    kind: 0,
    flags,
    arg1: {
      target: { kind: 'member', set: 'set_vnet', name: variable, symbol: `vnet_entry_${variable}`, own: undefined },
      addend: 0,
    },
    arg2: 0,
    handler: 'sysctl_handle_int',
    format: 'I',
    description: '',
    file: 'sys/net/test.c',
    line: 1,
    object: 0,
    ...more,
  };
}

const STRUCT_VNET = record('struct vnet', 56, [
  ['vnet_magic_n', 16, uint],
  ['vnet_ifcnt', 20, uint],
  ['vnet_sockcnt', 24, uint],
  ['vnet_state', 28, uint],
  ['vnet_data_mem', 32, pointer('void')],
  ['vnet_data_base', 40, long],
]);

export function kernelImage(variables: readonly Variable[], more: Partial<KernelImage> = {}): KernelImage {
  return {
    arch: 'amd64',
    kernconf: 'TEST',
    release: '13.0-CURRENT',
    profile: profile13,
    vimage: true,
    objects: ['sys/net/test.c'],
    sysctls: [],
    problems: [],
    machine: {
      pointerBytes: 8,
      isBigEndian: false,
      pageBytes: 4096,
      cacheLineBytes: 64,
      moduleFormat: 'ET_REL',
      addends: 'RELA',
    },
    sets: { set_vnet: contents('set_vnet', variables), set_pcpu: undefined },
    constants: {
      vnetMagic: 0x3e0d8f29,
      structVnet: STRUCT_VNET,
      subsystems: SUBSYSTEMS.map(([name, value]) => ({ name, value })),
      orders: ORDERS.map(([name, value]) => ({ name, value })),
      sysctlFlags: [],
    },
    sysinits: { sysinits: BASE_SYSINITS, sysuninits: [], isComplete: true },
    ...more,
  };
}

export function moduleImage(
  name: string,
  variables: readonly Variable[],
  more: Partial<ModuleImage> = {},
): ModuleImage {
  return {
    name,
    sets: { set_vnet: variables.length === 0 ? undefined : contents('set_vnet', variables), set_pcpu: undefined },
    objects: ['sys/net/test.c'],
    sysinits: sysinits(),
    sysctls: [],
    declares: [],
    depends: [],
    versions: [{ name, version: 1 }],
    inKernel: [],
    providers: [],
    problems: [],
    ...more,
  };
}

/** The module with bytes that its linker script puts behind set_vnet. */
export function withSetEnd(module: ModuleImage, end: readonly number[]): ModuleImage {
  const { set_vnet: set } = module.sets;
  if (set === undefined) return module;
  const bytes = new Uint8Array([...set.bytes, ...end]);
  return { ...module, sets: { ...module.sets, set_vnet: { ...set, sizeBytes: bytes.length, bytes } } };
}

/** modspace with `bytes`. */
export function modspace(bytes: number): Variable {
  return { name: 'modspace', view: array(char, bytes), align: 8, file: 'sys/net/vnet.c' };
}
