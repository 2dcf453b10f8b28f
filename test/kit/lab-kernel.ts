import type { KernelImage, ModuleImage } from '../../server/src/core/simulator/kernel-image.ts';
import type { SimulatorEvent } from '../../server/src/core/simulator/events.ts';
import { ScenarioRun } from '../../server/src/core/simulator/scenario/scenario-run.ts';
import { parseScenario } from '../../server/src/core/simulator/scenario/parse-scenario.ts';
import type { ScenarioFailure } from '../../server/src/core/simulator/scenario/scenario-failure.ts';
import { SimulatedKernel, type KernelOptions } from '../../server/src/core/simulator/simulated-kernel.ts';
import {
  array,
  BASE_SYSINITS,
  char,
  contents,
  int,
  kernelImage,
  modspace,
  moduleImage,
  pointer,
  profileMain,
  record,
  sysctl,
  sysinits,
  uint,
  vnetSysinit,
} from './kernel-images.ts';

const ipi = record('struct inpcbinfo', 24, [
  ['ipi_lock', 0, int],
  ['ipi_count', 4, uint],
  ['ipi_zone', 8, pointer('struct uma_zone')],
  ['ipi_flags', 16, uint, 3],
  ['ipi_mode', 16, uint, 5, 16 * 8 + 3],
]);

const CONSTRUCTORS = [
  vnetSysinit('constructor', 'if_init', 'SI_SUB_INIT_IF', 'SI_ORDER_SECOND'),
  vnetSysinit('constructor', 'vnet_ipstat_init', 'SI_SUB_INIT_IF', 'SI_ORDER_FIRST'),
  vnetSysinit('constructor', 'vnet_sysinit_done', 'SI_SUB_VNET_DONE', 'SI_ORDER_ANY'),
];
const DESTRUCTORS = [
  vnetSysinit('destructor', 'if_uninit', 'SI_SUB_INIT_IF', 'SI_ORDER_FIRST'),
  vnetSysinit('destructor', 'ip_destroy', 'SI_SUB_PROTO_DOMAIN', 'SI_ORDER_THIRD'),
];

const labBase: KernelImage = kernelImage(
  [
    { name: 'tcp_do_sack', view: int, bytes: [1] },
    { name: 'ip_defttl', view: int, bytes: [64], file: 'sys/netinet/ip_input.c' },
    { name: 'tcbinfo', view: ipi, align: 8 },
    {
      name: 'ifnet',
      view: record('struct ifnethead', 16, [
        ['tqh_first', 0, pointer('struct ifnet')],
        ['tqh_last', 8, pointer('struct ifnet *')],
      ]),
      align: 8,
      relocations: [
        {
          offsetBytes: 8,
          addend: 0,
          target: { kind: 'member', set: 'set_vnet', name: 'ifnet', symbol: 'vnet_entry_ifnet', own: 3 },
        },
      ],
    },
    { name: 'lo_name', view: array(char, 8), align: 1, bytes: [0x6c, 0x6f, 0x30] },
    {
      name: 'rt_hook',
      view: { ...pointer('int (void)'), toFunction: true },
      relocations: [{ offsetBytes: 0, addend: 0, target: { kind: 'function', symbol: 'rt_default' } }],
    },
    { name: 'ipstat', view: array(pointer('uint64_t'), 29), align: 8 },
    { name: 'odd', view: int, unknown: 'struct odd is not defined here' },
    modspace(1024),
  ],
  {
    sysinits: {
      sysinits: [...BASE_SYSINITS, ...CONSTRUCTORS.map(({ init }) => init), ...DESTRUCTORS.map(({ init }) => init)],
      sysuninits: [],
      isComplete: true,
    },
    sysctls: [
      sysctl('net.inet.tcp.sack', 'tcp_do_sack', ['RD', 'WR', 'VNET']),
      sysctl('net.inet.ip.ttl', 'ip_defttl', ['RD', 'WR']),
      sysctl('net.inet.ip.rdtun', 'ip_defttl', ['RD', 'TUN', 'VNET']),
      sysctl('net.lo', 'lo_name', ['RD', 'WR', 'VNET'], {
        type: 'STRING',
        handler: 'sysctl_handle_string',
        arg2: 8,
        format: 'A',
      }),
      sysctl('net.proc', 'tcp_do_sack', ['RD', 'WR', 'VNET'], { handler: 'sysctl_net_proc' }),
      sysctl('net.wild', '', ['RD', 'WR', 'VNET'], {
        arg1: { target: { kind: 'object', symbol: 'maxsockets' }, addend: 0 },
      }),
      sysctl('net', '', ['RD'], { type: 'NODE', handler: undefined, arg1: undefined }),
    ],
  },
);

/** A kernel with one variable of each kind, 1,024 bytes for modules and 256 for those per CPU. */
export const labKernel: KernelImage = {
  ...labBase,
  sets: {
    ...labBase.sets,
    set_pcpu: contents('set_pcpu', [
      { name: 'idlethread', view: pointer('struct thread') },
      { name: 'switchtime', view: int, bytes: [5] },
      { ...modspace(256), file: 'sys/kern/subr_pcpu.c' },
    ]),
  },
};

const pf = moduleImage(
  'pf',
  [
    { name: 'pf_status', view: array(int, 100), align: 16 },
    { name: 'pf_limit', view: int, bytes: [0x10, 0x27] },
    {
      name: 'pf_hook',
      view: { ...pointer('void (void)'), toFunction: true },
      relocations: [{ offsetBytes: 0, addend: 0, target: { kind: 'function', symbol: 'pf_test' } }],
    },
  ],
  {
    sysinits: sysinits(
      vnetSysinit('constructor', 'vnet_pf_init', 'SI_SUB_PROTO_IFATTACHDOMAIN', 'SI_ORDER_ANY'),
      vnetSysinit('destructor', 'vnet_pf_uninit', 'SI_SUB_PROTO_IFATTACHDOMAIN', 'SI_ORDER_ANY'),
    ),
    sysctls: [sysctl('net.pf.limit', 'pf_limit', ['RD', 'WR', 'TUN', 'VNET'])],
    declares: [],
    versions: [{ name: 'pf', version: 1 }],
  },
);
const pflog = moduleImage('pflog', [{ name: 'pflogif', view: array(int, 20) }], {
  depends: [
    { on: 'pf', minimum: 1, preferred: 1, maximum: 1 },
    { on: 'kernel', minimum: 1, preferred: 1, maximum: 9999999 },
  ],
  providers: [{ on: 'pf', module: 'pf' }],
});
const carp = moduleImage('carp', [{ name: 'carp_opts', view: array(int, 60) }]);
const big = moduleImage('big', [{ name: 'big_table', view: array(int, 200) }]);
const empty = moduleImage('empty', []);
const tiny = moduleImage('tiny', [{ name: 'tiny', view: int }]);
const stats = moduleImage('stats', [], {
  sets: { set_vnet: undefined, set_pcpu: contents('set_pcpu', [{ name: 'stats_count', view: int, bytes: [7] }]) },
});

export const labModules: ReadonlyMap<string, ModuleImage> = new Map(
  [pf, pflog, carp, big, empty, tiny, stats].map((image) => [image.name, image]),
);

/** The lab with other facts: `main` for the behaviour of main. */
export function labImage(kind: '13' | 'main', more: Partial<KernelImage> = {}): KernelImage {
  return { ...labKernel, ...(kind === 'main' ? { profile: profileMain, release: 'main' } : {}), ...more };
}

export function bootable(
  image: KernelImage = labKernel,
  options: KernelOptions = { invariants: true, cpus: 2 },
  modules = labModules,
): SimulatedKernel {
  return new SimulatedKernel(image, (name) => modules.get(name) ?? `no module ${name}`, options);
}

export interface Ran {
  readonly failure: ScenarioFailure | undefined;
  readonly events: readonly SimulatorEvent[];
  readonly session: ScenarioRun;
}

/** Runs a scenario's text; what is wrong in the text itself is a failure too. */
export function runScenario(text: string, kernel = bootable()): Ran {
  const events: SimulatorEvent[] = [];
  const session = new ScenarioRun(kernel, (event) => events.push(event));
  const { statements, errors } = parseScenario(text);
  const [error] = errors;
  if (error !== undefined)
    return { failure: { ...error, messages: [error.message], isMistake: true }, events, session };
  for (const statement of statements) {
    const failure = session.run(statement);
    if (failure !== undefined) return { failure, events, session };
  }
  return { failure: session.finish(), events, session };
}
