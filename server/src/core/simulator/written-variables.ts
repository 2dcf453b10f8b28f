import { readPlace } from './access.ts';
import { variableAt, type FoundVariable } from './find-variable.ts';
import type { Instance } from './instance.ts';
import type { KernelState, Vnet } from './kernel-state.ts';
import type { WrittenRange } from '../machine/run.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** A variable of a vnet that holds something else than before. */
export interface WrittenVariable {
  readonly vnet: string;
  readonly variable: FoundVariable;
  /** Of a vnet or a module that is new: the initial value, which was copied. */
  readonly before: string;
  readonly after: string;
  /** The constructor's line that wrote it last; undefined: none did, or none that is followed. */
  readonly writer: WrittenRange | undefined;
}

/**
 * What was written into vnets since `before`, in the order of their numbers and of the region. Both states have run all
 * their C functions (deferred.ts).
 */
export function writtenSince(kernel: SimulatedKernel, before: KernelState): readonly WrittenVariable[] {
  const found: WrittenVariable[] = [];
  for (const [number, vnet] of kernel.state.vnets.entries()) found.push(...writtenIn(kernel, before, number, vnet));
  return found;
}

function writtenIn(
  kernel: SimulatedKernel,
  before: KernelState,
  number: number,
  vnet: Vnet,
): readonly WrittenVariable[] {
  const { reference } = kernel.state;
  const old = before.vnets.get(number);
  const base = old?.memory ?? reference;
  if (base === undefined || base === vnet.memory) return [];
  const newWriters = vnet.writers.slice(old?.writers.length ?? 0);
  const copy: Instance = { kind: 'vnet', vnet: number };
  const found: WrittenVariable[] = [];
  let end = -1;
  for (const { offset, sizeBytes } of vnet.memory.differences(base)) {
    for (let at = Math.max(offset, end); at < offset + sizeBytes; at = end) {
      const variable = variableAt(kernel, 'set_vnet', at);
      end = variable === undefined ? at + 1 : variable.start + variable.member.sizeBytes;
      // What is free in modspace is nobody's.
      if (variable === undefined || isRoom(variable)) continue;
      const accessed = { variable, place: { view: variable.member.view, offsetBits: 0, widthBits: undefined } };
      const after = readPlace(kernel, copy, accessed);
      const was =
        old === undefined || isNew(before, variable)
          ? readPlace(kernel, { kind: 'reference', set: 'set_vnet' }, accessed)
          : asOf(kernel, before, () => readPlace(kernel, copy, accessed));
      if (was === after) continue;
      const writer = newWriters.findLast(
        (range) => range.offset < end && range.offset + range.sizeBytes > variable.start,
      );
      found.push({ vnet: vnet.name, variable, before: was, after, writer });
    }
  }
  return found;
}

function isRoom({ owner, member }: FoundVariable): boolean {
  return owner === 'kernel' && member.name === 'modspace';
}

/** True for a variable of a file that was not loaded. */
function isNew({ files }: KernelState, { owner, start }: FoundVariable): boolean {
  if (owner === 'kernel') return false;
  return !files.some(
    ({ filename, vnetSet }) =>
      filename === owner &&
      vnetSet?.isAllocated === true &&
      vnetSet.start <= start &&
      start < vnetSet.start + vnetSet.sizeBytes,
  );
}

/** What a kernel answers as it was. */
function asOf<T>(kernel: SimulatedKernel, state: KernelState, ask: () => T): T {
  const { state: now } = kernel;
  kernel.state = state;
  try {
    return ask();
  } finally {
    kernel.state = now;
  }
}
