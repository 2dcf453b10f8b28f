import type { InstanceSet } from '../vnet/set-variables.ts';
import type { SetContents, SetMemberImage } from './kernel-image.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** A member of a set with its place in the kernel's set. */
export interface FoundVariable {
  readonly member: SetMemberImage;
  readonly set: InstanceSet;
  /** From the set's start. */
  readonly start: number;
  /** "kernel", or a file: "pf.ko". */
  readonly owner: string;
}

/** Every set that lies in the kernel's `set`: its own, and those of loaded files that have module space. */
export function* setsInPlace(
  kernel: SimulatedKernel,
  set: InstanceSet,
): Generator<{
  readonly contents: SetContents;
  readonly start: number;
  readonly owner: string;
  readonly objects: readonly string[];
}> {
  const own = kernel.image.sets[set];
  if (own !== undefined) yield { contents: own, start: 0, owner: 'kernel', objects: kernel.image.objects };
  for (const file of kernel.state.files) {
    const held = set === 'set_vnet' ? file.vnetSet : file.pcpuSet;
    const contents = file.image.sets[set];
    if (contents !== undefined && held?.isAllocated === true)
      yield { contents, start: held.start, owner: file.filename, objects: file.image.objects };
  }
}

/** The source of the object that brings a member: its definition may stand in a header. */
export function memberSource(objects: readonly string[], { object, file }: SetMemberImage): string {
  return objects[object] ?? file;
}

/** Variables of a name; several when files have statics of one name. `file`: only those that are defined there. */
export function findVariables(
  kernel: SimulatedKernel,
  set: InstanceSet,
  name: string,
  file?: string,
): readonly FoundVariable[] {
  const found: FoundVariable[] = [];
  for (const { contents, start, owner } of setsInPlace(kernel, set)) {
    for (const member of contents.members) {
      if (member.name !== name || (file !== undefined && !`/${member.file}`.endsWith(`/${file}`))) continue;
      found.push({ member, set, start: start + member.offsetBytes, owner });
    }
  }
  return found;
}

/** The variable that an offset of the set lies in. */
export function variableAt(kernel: SimulatedKernel, set: InstanceSet, offset: number): FoundVariable | undefined {
  // The kernel's modspace is an array of its own: what a module has there is found first.
  for (const { contents, start, owner } of [...setsInPlace(kernel, set)].reverse()) {
    const member = contents.members.find(
      ({ offsetBytes, sizeBytes }) => offset >= start + offsetBytes && offset < start + offsetBytes + sizeBytes,
    );
    if (member !== undefined) return { member, set, start: start + member.offsetBytes, owner };
  }
  return undefined;
}
