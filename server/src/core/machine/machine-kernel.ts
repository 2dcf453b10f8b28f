import type { Target } from '../abi/target.ts';
import { unknownByte } from './byte-mark.ts';
import { contentsOf, memoryOf } from './cell.ts';
import { BudgetSpent, type Interpreter } from './interpreter.ts';
import type { Kernel, VnetThings } from './kernel.ts';
import { ENDLESS, Memory, type Contents } from './memory.ts';
import type { RegionMember } from './program.ts';
import type { Surroundings } from './run.ts';
import type { Thing } from './thing.ts';
import { unknownValue, type Value } from './value.ts';

/** Variables of the kernel that the example machine decides, with the word by which a scenario sets them. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['hz', 'hz=N'],
  ['mp_ncpus', 'ncpu=N'],
  ['mp_maxid', 'ncpu=N'],
  ['maxusers', 'maxusers=N'],
  ['nmbclusters', 'nmbclusters=N'],
  ['vm_guest', 'hypervisor=none'],
]);

/** What C code finds around it, as the last run was given it. */
export class MachineKernel implements Kernel {
  readonly reference: Thing = {
    pointee: { kind: 'object', symbol: '__start_set_vnet' },
    name: 'the reference copies',
    sizeBytes: undefined,
    isFixed: false,
    initial: () => Memory.zeroed(0),
  };
  readonly thread: Thing;
  readonly profile: { readonly zoneMaxIsExact: boolean };
  curvnet: VnetThings | undefined;
  machine: Interpreter | undefined;
  /** What a handler has handed out. */
  readonly answers: (Contents | string)[] = [];
  /** Variables of the environment that C code has asked for. */
  readonly fetched = new Set<string>();
  /** Those of the last run, with their values. */
  asked = new Map<string, string | undefined>();
  vnet0Memory: Memory | undefined;
  private around: Surroundings | undefined;
  private countedAt: number | undefined;
  private currentAt: number | undefined;
  private baseAt: number | undefined;
  private readonly whyUnknown: (key: string) => string | undefined;

  constructor(whyUnknown: (key: string) => string | undefined, zoneMaxIsExact: boolean) {
    this.profile = { zoneMaxIsExact };
    this.whyUnknown = whyUnknown;
    const untouched = unknownByte('struct thread');
    this.thread = {
      pointee: { kind: 'object', symbol: 'curthread' },
      name: 'curthread',
      sizeBytes: undefined,
      isFixed: false,
      untouched,
      initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) => this.threadMember(name),
    };
  }

  /** Members of curthread that are known: no vnode is kept for it until it has looked one up. */
  private threadMember(name: string): Value | undefined {
    if (name !== 'td_vnet' && name !== 'td_vp_reserved') return undefined;
    return name === 'td_vp_reserved' || this.curvnet === undefined
      ? { kind: 'integer', type: 'unsigned long', value: 0n }
      : { kind: 'address', thing: this.curvnet.vnet, offset: 0 };
  }

  /** @returns whether variables lie where they lay before, and the example machine is the same. */
  enter(around: Surroundings, things: VnetThings | undefined): boolean {
    const before = this.around;
    this.around = around;
    this.curvnet = things;
    this.asked = new Map();
    return before?.members === around.members && isSameMap(before.settings, around.settings);
  }

  /** Members of the current struct vnet that are known. */
  vnetMember(name: string, base: Thing): Value | undefined {
    switch (name) {
      case 'vnet_data_base':
        return { kind: 'address', thing: base, offset: 0 };
      case 'vnet_ifcnt':
        return this.around?.vnet?.ifcnt === undefined
          ? unknownValue('how many interfaces the vnet has')
          : { kind: 'integer', type: 'unsigned int', value: BigInt(this.around.vnet.ifcnt) };
      case 'vnet_sockcnt':
        return { kind: 'integer', type: 'unsigned int', value: 0n };
      default:
        return undefined;
    }
  }

  /** vnet_ifcnt as C code leaves it; undefined: not known. */
  ifcnt(vnet: Thing): number | undefined {
    const { machine } = this;
    const before = this.around?.vnet?.ifcnt;
    if (machine === undefined || this.countedAt === undefined) return before;
    const { bytes, marks } = memoryOf(machine.store.read(vnet), machine.target).read(this.countedAt, 4);
    // Nobody has looked at it in this run.
    if (marks?.[0] !== undefined && marks[0] === vnet.untouched) return before;
    return marks === undefined ? new DataView(bytes.buffer).getUint32(0, !machine.target.isBigEndian) : undefined;
  }

  sysctlOut(contents: Contents | undefined, reason: string): void {
    this.answers.push(contents ?? reason);
  }

  memberIsAt(thing: Thing, name: string, offset: number): void {
    if (name === 'vnet_ifcnt') this.countedAt = offset;
    if (name === 'vnet_data_base') this.baseAt = offset;
    if (thing === this.thread && name === 'td_vnet') this.currentAt = offset;
  }

  /** curthread with td_vnet, where it has been asked for before. */
  threadCell(target: Target): Memory {
    return withMember(this.thread, 'td_vnet', this.currentAt, target);
  }

  /** A struct vnet with vnet_data_base, the same. */
  vnetCell(vnet: Thing, target: Target): Memory {
    return withMember(vnet, 'vnet_data_base', this.baseAt, target);
  }

  regionMember(symbol: string, path: string): RegionMember | undefined {
    return this.around?.members.ofSymbol(symbol, path);
  }

  memberAt(offset: number): RegionMember | undefined {
    return this.around?.members.at(offset);
  }

  membersNamed(name: string): readonly RegionMember[] {
    return this.around?.members.named(name) ?? [];
  }

  kenv(name: string): string | undefined {
    this.fetched.add(name);
    const value = this.around?.environment.get(name);
    this.asked.set(name, value);
    this.machine?.recorder?.asked.set(name, value);
    return value;
  }

  unknownGlobal(key: string): string | undefined {
    return this.whyUnknown(key);
  }

  wildWrite(reason: string): never {
    // The function that does it is given up, with all that it could write by name.
    throw new BudgetSpent(reason);
  }

  nullDereference(): void {
    // Whether the way is gone at all is not known here: what is read is unknown, what is written is wild.
  }

  setting(name: string): bigint | string | undefined {
    const option = SETTINGS.get(name);
    return option === undefined
      ? undefined
      : (this.around?.settings.get(name) ?? `${name} is not set: machine ${option}`);
  }
}

function isSameMap<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
  return a === b || (a.size === b.size && [...a].every(([key, value]) => b.get(key) === value));
}

/** What nobody has touched, but for a pointer that the model knows, where it is known to lie. */
function withMember(thing: Thing, name: string, offset: number | undefined, target: Target): Memory {
  const memory = memoryOf(thing.initial(), target);
  const value = thing.member?.(name);
  if (offset === undefined || value === undefined) return memory;
  const { bytes, marks } = contentsOf(value, target.pointerBytes, target);
  return memory.write(offset, bytes, marks);
}
