import { counted } from '../../abi/exact.ts';
import type { SetEnd, SetEnds, SetPiece } from '../../kernel/set-end.ts';
import { assembleRegion } from '../region/region.ts';
import type {
  RelocationTarget,
  SetContents,
  SetMemberImage,
  SetRelocation,
  UnknownRange,
} from '../../simulator/kernel-image.ts';
import type { AddressTarget } from '../../vnet/address-target.ts';
import type { Problem } from '../../text/problem.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { ImagePart, PartMember } from './image-part.ts';

/** A set whose places or sizes are not all known: the first member that is the cause. */
export interface Unplaced {
  readonly kind: 'unplaced';
  readonly member: PartMember;
}

/** Bytes of a set that are held in memory; no kernel comes near. */
const MOST_BYTES = 1 << 28;

interface OwnMembers {
  /** Global members by symbol. */
  readonly global: ReadonlyMap<string, number>;
  /** Members by object and symbol. */
  readonly local: ReadonlyMap<string, number>;
}

/** Says where addresses lead, once the members of both sets of an image have their positions. */
export type ResolveTarget = (target: AddressTarget, object: number) => RelocationTarget;

/** A set that is not put together: its linker script is not understood, or it is too large. */
export interface Refused {
  readonly kind: 'refused';
  readonly because: Problem;
}

/**
 * Both sets of an image from its parts in link order, each with what a module's linker script puts behind it; a set
 * without bytes is undefined.
 */
export function assembleSets(
  parts: readonly ImagePart[],
  ends?: SetEnds,
):
  | { readonly sets: Record<InstanceSet, SetContents | undefined>; readonly resolve: ResolveTarget }
  | Unplaced
  | Refused {
  const vnet = placed('set_vnet', parts, ends?.set_vnet);
  const pcpu = placed('set_pcpu', parts, ends?.set_pcpu);
  if ('kind' in vnet) return vnet;
  if ('kind' in pcpu) return pcpu;
  const own = { set_vnet: ownMembers(vnet.members), set_pcpu: ownMembers(pcpu.members) };
  const resolve: ResolveTarget = (target, object) => {
    if (target.kind !== 'member') return target;
    const { global, local } = own[target.set];
    const { set, name, symbol, isHere } = target;
    return { kind: 'member', set, name, symbol, own: isHere ? local.get(`${object} ${symbol}`) : global.get(symbol) };
  };
  return {
    sets: { set_vnet: filled('set_vnet', vnet, resolve), set_pcpu: filled('set_pcpu', pcpu, resolve) },
    resolve,
  };
}

interface PlacedSet {
  readonly members: readonly SetMemberImage[];
  readonly parts: readonly PartMember[];
  readonly sizeBytes: number;
  readonly alignBytes: number;
  /** Behind the members; alignment between them is zero. */
  readonly end: readonly SetPiece[];
}

function placed(set: InstanceSet, parts: readonly ImagePart[], end: SetEnd = []): PlacedSet | Unplaced | Refused {
  if ('because' in end) return { kind: 'refused', because: end.because };
  const { image } = assembleRegion(
    set,
    parts.map((part, object) => ({ ...part, sets: numbered(part.sets, object) })),
    end,
  );
  const members: SetMemberImage[] = [];
  const origins: PartMember[] = [];
  for (const { members: inside } of image.objects) {
    for (const { member, offsetBytes } of inside) {
      const { name, symbol, file, line, object, sizeBytes, alignBytes, isStatic, type, view } = member;
      if (typeof offsetBytes !== 'number' || typeof sizeBytes !== 'number' || alignBytes === null || view === undefined)
        return { kind: 'unplaced', member };
      members.push({ name, symbol, file, line, object, offsetBytes, sizeBytes, alignBytes, isStatic, type, view });
      origins.push(member);
    }
  }
  const largest = members.reduce<SetMemberImage | undefined>(
    (most, member) => (most === undefined || member.sizeBytes > most.sizeBytes ? member : most),
    undefined,
  );
  if (largest !== undefined && (image.sizeBytes ?? 0) > MOST_BYTES) {
    return {
      kind: 'refused',
      because: {
        file: largest.file,
        line: largest.line,
        message: `${set} takes ${String(image.sizeBytes)} bytes with '${largest.name}': no more than ${MOST_BYTES} are simulated`,
      },
    };
  }
  return { members, parts: origins, sizeBytes: counted(image.sizeBytes) ?? 0, alignBytes: image.alignBytes ?? 1, end };
}

/** The members with the position of their object among the image's parts. */
function numbered(
  { set_vnet, set_pcpu }: ImagePart['sets'],
  object: number,
): Readonly<Record<InstanceSet, readonly (PartMember & { readonly object: number })[]>> {
  const withObject = (member: PartMember): PartMember & { readonly object: number } => ({ ...member, object });
  return { set_vnet: set_vnet.map(withObject), set_pcpu: set_pcpu.map(withObject) };
}

function ownMembers(members: readonly SetMemberImage[]): OwnMembers {
  const global = new Map<string, number>();
  const local = new Map<string, number>();
  members.forEach(({ symbol, object, isStatic }, i) => {
    local.set(`${object} ${symbol}`, i);
    if (!isStatic) global.set(symbol, i);
  });
  return { global, local };
}

function filled(
  set: InstanceSet,
  { members, parts, sizeBytes, alignBytes, end }: PlacedSet,
  resolve: ResolveTarget,
): SetContents | undefined {
  if (sizeBytes === 0) return undefined;
  const bytes = new Uint8Array(sizeBytes);
  const relocations: SetRelocation[] = [];
  const unknowns: UnknownRange[] = [];
  // What the script puts there ends where the set does.
  bytes.set(endingBytes(end), sizeBytes - endingBytes(end).length);
  members.forEach((member, i) => {
    const part = parts[i];
    if (part === undefined) return;
    if (part.unknownBytes !== undefined)
      unknowns.push({
        offsetBytes: member.offsetBytes,
        sizeBytes: member.sizeBytes,
        reason: `initial value of '${member.name}': ${part.unknownBytes}`,
      });
    if (part.bytes !== undefined) bytes.set(part.bytes.subarray(0, member.sizeBytes), member.offsetBytes);
    for (const { offsetBytes, sizeBytes: width, addend, target } of part.relocations) {
      relocations.push({
        offsetBytes: member.offsetBytes + offsetBytes,
        sizeBytes: width,
        addend,
        target: resolve(target, member.object),
      });
    }
  });
  return { set, sizeBytes, alignBytes, members, bytes, relocations, unknowns };
}

/** The bytes that stand at the very end: those behind the last alignment. */
function endingBytes(end: readonly SetPiece[]): readonly number[] {
  const align = end.findLastIndex((piece) => piece.kind === 'align');
  return end.slice(align + 1).flatMap((piece) => (piece.kind === 'bytes' ? piece.bytes : []));
}
