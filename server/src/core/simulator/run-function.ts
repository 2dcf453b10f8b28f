import { getOrMake } from '../collections/get-or-make.ts';
import { groupBy } from '../collections/multimap.ts';
import type { Machine } from '../machine/machine.ts';
import type { Entry, Members, RunResult, Surroundings, SysctlCall } from '../machine/run.ts';
import type { Contents, Memory } from '../machine/memory.ts';
import type { RegionMember } from '../machine/program.ts';
import { memberSource, setsInPlace } from './find-variable.ts';
import type { KernelState, Vnet } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** Members of set_vnet as they lie in the region now. */
export function regionMembers(kernel: SimulatedKernel): Members {
  return getOrMake(kernel.membersByFiles, kernel.state.files, () => {
    const made = collect(kernel);
    // Files may be told apart by what says nothing of places.
    const last = kernel.lastMembers;
    const isSame =
      last?.all.length === made.all.length &&
      made.all.every((member, i) => {
        const other = last.all[i];
        return (
          other?.start === member.start &&
          other.sizeBytes === member.sizeBytes &&
          other.symbol === member.symbol &&
          other.isStatic === member.isStatic &&
          other.file === member.file
        );
      });
    return isSame ? last : (kernel.lastMembers = made);
  });
}

interface SourcedMember extends RegionMember {
  /** The object's source: a member may be defined in a header that it includes. */
  readonly source: string;
}

function collect(kernel: SimulatedKernel): Members {
  const all: SourcedMember[] = [];
  for (const { contents, start, objects } of setsInPlace(kernel, 'set_vnet')) {
    for (const member of contents.members) {
      const { name, symbol, file, isStatic, offsetBytes, sizeBytes } = member;
      all.push({
        name,
        symbol,
        file,
        isStatic,
        isArray: member.view.kind === 'array',
        start: start + offsetBytes,
        sizeBytes,
        source: memberSource(objects, member),
      });
    }
  }
  const bySymbol = groupBy(all, ({ symbol }) => symbol);
  const byName = groupBy(all, ({ name }) => name);
  // modspace is an array of the kernel's; what a module has in it is found first.
  const inOrder = [...all].sort((a, b) => a.start - b.start || b.sizeBytes - a.sizeBytes);
  return {
    all,
    ofSymbol: (symbol, path) => {
      const found = bySymbol.get(symbol);
      if (found === undefined) return undefined;
      return (
        found.find(({ isStatic, source }) => isStatic && source === path) ??
        found.find(({ isStatic }) => !isStatic) ??
        (found.length === 1 ? found[0] : undefined)
      );
    },
    at: (offset) => {
      let low = 0;
      let high = inOrder.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((inOrder[middle]?.start ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      for (let i = low - 1; i >= 0 && i > low - 4; i--) {
        const member = inOrder[i];
        if (member !== undefined && offset < member.start + Math.max(1, member.sizeBytes)) return member;
      }
      return undefined;
    },
    named: (name) => byName.get(name) ?? [],
  };
}

/** Runs a C function in a vnet, or in none; nothing of the kernel's state is changed. */
export function tryFunction(
  kernel: SimulatedKernel,
  machine: Machine,
  entry: Entry,
  state: KernelState,
  vnet: Pick<Vnet, 'memory' | 'ifcnt' | 'number' | 'heap'> | undefined,
  reused?: RunResult['made'],
): RunResult | undefined {
  if (state.reference === undefined) return undefined;
  const result = machine.run(entry, { ...surroundings(kernel, state, state.reference, vnet), reused });
  // Written with what was there: vnets that begin with it begin alike.
  return result.reference.differences(state.reference).length === 0
    ? { ...result, reference: state.reference }
    : result;
}

/** What a sysctl's handler answers a process of a vnet who only reads; a string says why that is not known. */
export function readBySysctl(
  kernel: SimulatedKernel,
  machine: Machine,
  call: SysctlCall,
  vnet: Vnet,
): Contents | string {
  const { state } = kernel;
  if (state.reference === undefined) return 'there are no virtualized globals';
  return machine.sysctl(call, surroundings(kernel, state, state.reference, vnet));
}

function surroundings(
  kernel: SimulatedKernel,
  state: KernelState,
  reference: Memory,
  vnet: Pick<Vnet, 'memory' | 'ifcnt' | 'number' | 'heap'> | undefined,
): Surroundings {
  return {
    cells: vnet === undefined || vnet.heap.size === 0 ? state.cells : new Map([...state.cells, ...vnet.heap]),
    reference,
    environment: state.environment,
    settings: kernel.options.settings ?? new Map(),
    members: regionMembers(kernel),
    vnet0: state.vnet0 === undefined ? undefined : state.vnets.get(state.vnet0)?.memory,
    vnet: vnet && { memory: vnet.memory, ifcnt: vnet.ifcnt, isVnet0: vnet.number === (state.vnet0 ?? 0) },
  };
}
