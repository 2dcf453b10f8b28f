import { KernelPanic, SimulatedKernel } from '../../server/src/core/simulator/simulated-kernel.ts';
import { resolvePath, writePlace } from '../../server/src/core/simulator/access.ts';
import { destroyAtOnce, kernJailSet } from '../../server/src/core/simulator/kern-jail.ts';
import { kernKldload, kernKldunload } from '../../server/src/core/simulator/kern-linker.ts';
import type { KernelImage, ModuleImage } from '../../server/src/core/simulator/kernel-image.ts';
import type { KernelState } from '../../server/src/core/simulator/kernel-state.ts';
import { miStartup } from '../../server/src/core/simulator/mi-startup.ts';
import {
  array,
  BASE_SYSINITS,
  char,
  int,
  kernelImage,
  modspace,
  moduleImage,
  pointer,
  profile13,
  profileMain,
  sysinits,
  vnetSysinit,
} from './kernel-images.ts';
import type { Seeded } from './seeded.ts';

/** A kernel and modules of random sizes for it, some of which depend on others, hold pointers, bring constructors. */
export interface RandomWorld {
  readonly image: KernelImage;
  readonly modules: ReadonlyMap<string, ModuleImage>;
  /** Where pointers lie in each module's section, in bytes. */
  readonly pointers: ReadonlyMap<string, readonly number[]>;
  readonly modspaceStart: number;
  readonly modspaceBytes: number;
  /** From here on vnets differ by VNET_PCPUSTAT_SYSINIT. */
  readonly counters: { readonly offset: number; readonly sizeBytes: number };
}

const COUNTERS = 4;

export function randomWorld(random: Seeded): RandomWorld {
  const isMain = random.chance(0.5);
  const bytes = 32 * (2 + random.below(14));
  const image = kernelImage(
    [
      { name: 'first', view: array(int, 1 + random.below(40)) },
      { name: 'stat', view: array(pointer('uint64_t'), COUNTERS), align: 8 },
      modspace(bytes),
      { name: 'last', view: array(char, 1 + random.below(300)), align: 1 },
    ],
    {
      machine: {
        pointerBytes: 8,
        isBigEndian: false,
        pageBytes: 512,
        cacheLineBytes: 64,
        moduleFormat: 'ET_REL',
        addends: 'RELA',
      },
      profile: isMain ? profileMain : profile13,
      sysinits: {
        sysinits: [
          ...BASE_SYSINITS,
          vnetSysinit('constructor', 'vnet_stat_init', 'SI_SUB_INIT_IF', 'SI_ORDER_FIRST').init,
        ],
        sysuninits: [],
        isComplete: true,
      },
    },
  );
  const modules = new Map<string, ModuleImage>();
  const pointers = new Map<string, readonly number[]>();
  const names = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'];
  for (const name of names) {
    // Halves and quarters fill modspace exactly, which is where the allocator's fault lies.
    const size = random.chance(0.1)
      ? bytes
      : random.chance(0.1)
        ? 0
        : random.chance(0.4)
          ? bytes / random.pick([2, 4])
          : 1 + random.below(Math.floor(bytes / 2));
    const holdsPointer = size >= 16 && random.chance(0.4);
    const variables = [
      ...(holdsPointer
        ? [
            {
              name: `${name}_p`,
              view: pointer('void'),
              relocations: [{ offsetBytes: 0, addend: 0, target: { kind: 'object', symbol: `${name}_o` } as const }],
            },
          ]
        : []),
      ...(size === 0
        ? []
        : [
            {
              name: `${name}_v`,
              view: array(char, holdsPointer ? size - 8 : size),
              align: 1,
              bytes: [names.indexOf(name) + 1, 0xff].slice(0, size),
            },
          ]),
    ];
    const on = random.chance(0.3) ? names[random.below(names.indexOf(name) + 1)] : undefined;
    const depends = on === undefined || on === name ? [] : [{ on, minimum: 1, preferred: 1, maximum: 1 }];
    modules.set(
      name,
      moduleImage(name, variables, {
        depends,
        providers: depends.map((dependency) => ({ on: dependency.on, module: dependency.on })),
        sysinits: random.chance(0.3)
          ? sysinits(
              vnetSysinit('constructor', `${name}_init`, 'SI_SUB_PSEUDO', 'SI_ORDER_ANY'),
              vnetSysinit('destructor', `${name}_uninit`, 'SI_SUB_PSEUDO', 'SI_ORDER_ANY'),
            )
          : sysinits(),
      }),
    );
    if (holdsPointer) pointers.set(name, [0]);
  }
  const members = image.sets.set_vnet?.members ?? [];
  const place = (name: string): number => members.find((member) => member.name === name)?.offsetBytes ?? -1;
  return {
    image,
    modules,
    pointers,
    modspaceStart: place('modspace'),
    modspaceBytes: bytes,
    counters: { offset: place('stat'), sizeBytes: COUNTERS * 8 },
  };
}

export type Operation =
  | { readonly kind: 'create' | 'destroy' | 'load' | 'unload'; readonly name: string }
  | { readonly kind: 'write'; readonly vnet: number; readonly path: string; readonly value: number }
  | { readonly kind: 'raw'; readonly path: string; readonly value: number }
  | { readonly kind: 'snapshot' | 'back' };

/** One step that may make sense in the state at hand; some that do not are among them. */
export function randomOperation(random: Seeded, kernel: SimulatedKernel, world: RandomWorld): Operation {
  const choice = random.below(100);
  if (choice < 14) return { kind: 'create', name: `v${random.below(6)}` };
  if (choice < 22) return { kind: 'destroy', name: `v${random.below(6)}` };
  if (choice < 50) return { kind: 'load', name: `m${random.below(6)}` };
  if (choice < 78) return { kind: 'unload', name: `m${random.below(6)}` };
  if (choice < 80) return { kind: 'snapshot' };
  if (choice < 82) return { kind: 'back' };
  const vnets = [...kernel.vnetHead()];
  const path = randomPath(random, kernel, world);
  if (choice < 93)
    return { kind: 'write', vnet: vnets[random.below(vnets.length)]?.number ?? 0, path, value: random.below(100) };
  return { kind: 'raw', path, value: random.below(100) };
}

function randomPath(random: Seeded, kernel: SimulatedKernel, world: RandomWorld): string {
  const loaded = kernel.state.files
    .map(({ image }) => image.sets.set_vnet?.members.find(({ name }) => name.endsWith('_v'))?.name)
    .filter((name) => name !== undefined);
  const name =
    loaded.length > 0 && random.chance(0.5) ? random.pick(loaded) : random.pick(['first', 'last', 'modspace']);
  const member = [world.image.sets.set_vnet, ...[...world.modules.values()].map(({ sets }) => sets.set_vnet)]
    .flatMap((set) => set?.members ?? [])
    .find((candidate) => candidate.name === name);
  return `${name}[${random.below(member?.view.kind === 'array' ? member.view.count : 1)}]`;
}

export function startWorld(world: RandomWorld): SimulatedKernel {
  const kernel = new SimulatedKernel(world.image, (name) => world.modules.get(name) ?? `no module ${name}`, {
    invariants: true,
    cpus: 1,
  });
  miStartup(kernel, []);
  return kernel;
}

/** Does it; true when the kernel panicked. `kept` is what `back` goes to. */
export function perform(kernel: SimulatedKernel, operation: Operation, kept: { state: KernelState }): boolean {
  try {
    switch (operation.kind) {
      case 'create': {
        const host = kernel.state.prisons.get(0);
        if (host !== undefined && prisonOf(kernel, operation.name) === undefined)
          kernJailSet(kernel, operation.name, host, true);
        return false;
      }
      case 'destroy': {
        const prison = prisonOf(kernel, operation.name);
        if (prison !== undefined) destroyAtOnce(kernel, prison);
        return false;
      }
      case 'load':
        kernKldload(kernel, operation.name);
        return false;
      case 'unload':
        kernKldunload(kernel, operation.name);
        return false;
      case 'snapshot':
        kept.state = kernel.state;
        return false;
      case 'back':
        kernel.state = kept.state;
        return false;
      case 'write':
        write(kernel, { kind: 'vnet', vnet: operation.vnet }, operation.path, operation.value);
        return false;
      case 'raw':
        write(kernel, { kind: 'reference', set: 'set_vnet' }, operation.path, operation.value);
        return false;
    }
  } catch (error) {
    if (error instanceof KernelPanic) return true;
    throw error;
  }
}

function prisonOf(kernel: SimulatedKernel, name: string): ReturnType<typeof kernel.state.prisons.get> {
  for (const [, prison] of kernel.state.prisons.entries()) if (prison.name === name) return prison;
  return undefined;
}

function write(
  kernel: SimulatedKernel,
  instance: Parameters<typeof resolvePath>[1],
  path: string,
  value: number,
): void {
  const accessed = resolvePath(kernel, instance, path);
  if (!('message' in accessed)) writePlace(kernel, instance, accessed, { kind: 'integer', value: BigInt(value) }, path);
}
