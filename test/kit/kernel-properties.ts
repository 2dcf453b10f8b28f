import assert from 'node:assert/strict';
import type { KernelState } from '../../server/src/core/simulator/kernel-state.ts';
import type { Memory } from '../../server/src/core/machine/memory.ts';
import type { SimulatedKernel } from '../../server/src/core/simulator/simulated-kernel.ts';
import type { Extent } from '../../server/src/core/simulator/vnet-data-alloc.ts';
import {
  perform,
  randomOperation,
  randomWorld,
  startWorld,
  type Operation,
  type RandomWorld,
} from './random-kernels.ts';
import { Seeded } from './seeded.ts';

/** How many different kernels the sequences are spread over. */
const WORLDS = 400;

export interface Tally {
  operations: number;
  /** Sequences that ended in the null dereference of vnet_data_free(). */
  faults: number;
  /** Loads that found no room, or no dependency. */
  refused: number;
}

/** What module space must be, told anew from who holds what. */
function checkModuleSpace(
  { state, allocationUnit }: SimulatedKernel,
  { modspaceStart, modspaceBytes }: RandomWorld,
  what: () => string,
): void {
  const held: Extent[] = state.files.flatMap(({ vnetSet }) =>
    vnetSet === undefined
      ? []
      : [{ start: vnetSet.start, lengthBytes: Math.ceil(vnetSet.sizeBytes / allocationUnit) * allocationUnit }],
  );
  const pieces = [...held, ...state.vnetFree].sort((a, b) => a.start - b.start);
  let end = modspaceStart;
  for (const { start, lengthBytes } of pieces) {
    // One behind the other from the first byte to the last: nothing overlaps and free plus used is modspace.
    if (start !== end || lengthBytes <= 0) assert.fail(`${what()}: a piece at ${start}, not at ${end}`);
    end = start + lengthBytes;
  }
  if (end !== modspaceStart + modspaceBytes) assert.fail(`${what()}: pieces end at ${end}`);
  for (let i = 1; i < state.vnetFree.length; i++) {
    const before = state.vnetFree[i - 1];
    const after = state.vnetFree[i];
    if (before === undefined || after === undefined || before.start + before.lengthBytes >= after.start)
      assert.fail(`${what()}: the free list is not sorted and coalesced`);
  }
}

/** refs are the user's and the dependents'. */
function checkReferences({ state }: SimulatedKernel, what: () => string): void {
  for (const file of state.files) {
    const dependents = state.files.filter(({ deps }) => deps.includes(file.id)).length;
    if (file.refs !== dependents + file.userrefs && file.refs !== Math.max(1, dependents + file.userrefs))
      assert.fail(
        `${what()}: ${file.filename} has ${file.refs} references, ${dependents} dependents, ${file.userrefs} of users`,
      );
  }
}

/** Bytes in which a vnet's copy may differ from the reference copy, kept beside the simulator: one flag a byte. */
class Allowed {
  private readonly flags = new Map<number, Uint8Array>();
  private readonly sizeBytes: number;
  private readonly world: RandomWorld;
  private readonly isMain: boolean;

  constructor(kernel: SimulatedKernel, world: RandomWorld) {
    this.sizeBytes = kernel.vnetSize;
    this.world = world;
    this.isMain = kernel.image.profile.propagation.value === 'after-relocation';
    this.follow(kernel, undefined, kernel.state);
  }

  /** Takes notice of what an operation did, from the states before and after it. */
  follow(
    kernel: SimulatedKernel,
    operation: Operation | undefined,
    before: KernelState,
    allocated: readonly { readonly start: number; readonly sizeBytes: number }[] = [],
  ): void {
    for (const number of this.flags.keys()) if (kernel.vnet(number) === undefined) this.flags.delete(number);
    for (const vnet of kernel.vnetHead()) {
      if (this.flags.has(vnet.number)) continue;
      const flags = new Uint8Array(this.sizeBytes);
      flags.fill(1, this.world.counters.offset, this.world.counters.offset + this.world.counters.sizeBytes);
      this.flags.set(vnet.number, flags);
    }
    // What a load that failed had put into the reference copies reaches no vnet in main.
    if (this.isMain)
      for (const { start, sizeBytes } of allocated)
        for (const flags of this.flags.values()) flags.fill(1, start, start + sizeBytes);
    for (const file of kernel.state.files) {
      if (
        before.files.some(({ id, vnetSet }) => id === file.id && vnetSet?.start === file.vnetSet?.start) ||
        file.vnetSet === undefined
      )
        continue;
      const { start, sizeBytes } = file.vnetSet;
      for (const flags of this.flags.values()) {
        flags.fill(0, start, start + sizeBytes);
        // Up to 13 the copies keep what stood there before relocation.
        if (!this.isMain)
          for (const at of this.world.pointers.get(file.image.name) ?? []) flags.fill(1, start + at, start + at + 8);
      }
    }
    if (operation?.kind === 'raw') for (const flags of this.flags.values()) this.written(kernel, flags, operation.path);
    if (operation?.kind === 'write') {
      const flags = this.flags.get(operation.vnet);
      if (flags !== undefined) this.written(kernel, flags, operation.path);
    }
  }

  private written(kernel: SimulatedKernel, flags: Uint8Array, path: string): void {
    const [name = '', index = '0'] = path.split(/[[\]]/);
    for (const [set, start] of [
      [kernel.vnetSet, 0] as const,
      ...kernel.state.files.map((file) => [file.image.sets.set_vnet, file.vnetSet?.start ?? 0] as const),
    ]) {
      const member = set?.members.find((candidate) => candidate.name === name);
      if (member?.view.kind !== 'array') continue;
      const at = start + member.offsetBytes + Number(index) * member.view.strideBytes;
      flags.fill(1, at, at + member.view.strideBytes);
      return;
    }
  }

  check(kernel: SimulatedKernel, what: () => string): void {
    const { reference } = kernel.state;
    if (reference === undefined) return;
    for (const vnet of kernel.vnetHead()) {
      const flags: Uint8Array | undefined = this.flags.get(vnet.number);
      for (const range of vnet.memory.differences(reference)) {
        if (flags?.subarray(range.offset, range.offset + range.sizeBytes).includes(0) !== false)
          assert.fail(
            `${what()}: ${vnet.name} differs in ${range.sizeBytes} bytes at ${range.offset}, where nothing wrote`,
          );
      }
    }
  }
}

/** What a state says besides memory, as text: equal for equal states. */
function summary(state: KernelState): string {
  return [
    JSON.stringify(state.vnetFree),
    state.files
      .map(
        ({ id, filename, refs, userrefs, deps, vnetSet }) =>
          `${id} ${filename} ${refs} ${userrefs} ${deps.join()} ${JSON.stringify(vnetSet)}`,
      )
      .join(';'),
    [...state.vnets.entries()]
      .map(([number, vnet]) => `${number} ${vnet.name} ${vnet.dataMem} ${vnet.state} ${JSON.stringify(vnet.written)}`)
      .join(';'),
    state.constructors.map(({ vnet }) => vnet.function).join(),
  ].join('\n');
}

function memories(state: KernelState): readonly Memory[] {
  return [
    ...[...state.vnets.entries()].map(([, vnet]) => vnet.memory),
    ...(state.reference === undefined ? [] : [state.reference]),
  ];
}

/**
 * The only way to panic: an unload in which the last free extent, which ends where something is given back, grew to the
 * end of what is free.
 */
function checkFault(
  { state }: SimulatedKernel,
  { modspaceStart, modspaceBytes }: RandomWorld,
  { kind }: Operation,
  what: () => string,
): void {
  const last = state.vnetFree.at(-1);
  if (
    state.panic !== 'page fault' ||
    (kind !== 'unload' && kind !== 'load') ||
    last === undefined ||
    last.start + last.lengthBytes > modspaceStart + modspaceBytes
  )
    assert.fail(`${what()}: ${state.panic ?? ''}`);
}

/**
 * Runs one random sequence and looks at the kernel after each of its operations; an AssertionError says what does not
 * hold.
 */
export function checkSequence(seed: number, tally: Tally): void {
  const { world, kernel } = booted(seed % WORLDS);
  const random = new Seeded(seed);
  const kept = { state: kernel.state };
  let allowed: Allowed | undefined = new Allowed(kernel, world);
  const done: Operation[] = [];
  let allocated: { readonly start: number; readonly sizeBytes: number }[] = [];
  kernel.listener = (event): void => {
    if (event.kind === 'alloc' && event.start !== undefined)
      allocated.push({ start: event.start, sizeBytes: event.sizeBytes });
  };
  const what = (): string => `seed ${seed}: ${JSON.stringify(done)}`;
  const length = 4 + random.below(12);
  for (let i = 0; i < length; i++) {
    const operation = randomOperation(random, kernel, world);
    done.push(operation);
    allocated = [];
    const before = kernel.state;
    if (perform(kernel, operation, kept)) {
      checkFault(kernel, world, operation, what);
      tally.faults++;
      return;
    }
    tally.operations++;
    if (operation.kind === 'load' && kernel.state.files.length === before.files.length) tally.refused++;
    checkModuleSpace(kernel, world, what);
    checkReferences(kernel, what);
    // Going back, what may differ is not known any more: from there on copies are not compared.
    if (operation.kind === 'back') allowed = undefined;
    else allowed?.follow(kernel, operation, before, allocated);
  }
  allowed?.check(kernel, what);
}

/** A new kernel of a world, as it is after boot. */
function booted(index: number): { readonly world: RandomWorld; readonly kernel: SimulatedKernel } {
  let known = WORLDS_BOOTED.get(index);
  if (known === undefined) {
    const world = randomWorld(new Seeded(1000 + index));
    const kernel = startWorld(world);
    WORLDS_BOOTED.set(index, (known = { world, kernel, state: kernel.state }));
  }
  known.kernel.state = known.state;
  known.kernel.listener = undefined;
  return known;
}

const WORLDS_BOOTED = new Map<
  number,
  { readonly world: RandomWorld; readonly kernel: SimulatedKernel; readonly state: KernelState }
>();

/** Runs a sequence to its end; on the way a state is kept, with its bytes beside it, and looked at again. */
function runOf(seed: number): KernelState {
  const { world, kernel } = booted(seed % WORLDS);
  const random = new Seeded(seed);
  const kept = { state: kernel.state };
  let middle = kernel.state;
  let bytes: readonly Uint8Array[] = [];
  let text = '';
  for (let i = 0; i < 12; i++) {
    if (i === 6) {
      middle = kernel.state;
      bytes = memories(middle).map((memory) => memory.read(0, memory.sizeBytes).bytes);
      text = summary(middle);
    }
    if (perform(kernel, randomOperation(random, kernel, world), kept)) break;
  }
  if (text !== '') {
    assert.equal(summary(middle), text, `seed ${seed}: an old state changed`);
    memories(middle).forEach((memory, i) => {
      assert.ok(
        Buffer.from(memory.read(0, memory.sizeBytes).bytes).equals(bytes[i] ?? new Uint8Array()),
        `seed ${seed}: old memory changed`,
      );
    });
  }
  return kernel.state;
}

/** One script run twice gives one state. */
export function checkRepeats(seed: number): void {
  const [first, second] = [runOf(seed), runOf(seed)];
  assert.equal(summary(first), summary(second), `seed ${seed}`);
  const others = memories(second);
  for (const [i, memory] of memories(first).entries())
    assert.deepEqual(memory.differences(others[i] ?? memory), [], `seed ${seed}`);
}
