import { pointerBytes, type ByteMark } from '../machine/byte-mark.ts';
import type { SetContents } from './kernel-image.ts';
import type { RegisteredSysinit } from './kernel-state.ts';
import type { Memory } from '../machine/memory.ts';

/** Counters of one VNET_PCPUSTAT_DEFINE in the region. */
interface CounterArray {
  readonly start: number;
  readonly count: number;
  readonly strideBytes: number;
}

/**
 * What a constructor is known to write. Constructors are C and are not executed; one kind is exact without that:
 * VNET_PCPUSTAT_SYSINIT(x) (net/vnet.h) defines `vnet_x_init`, which fills the array x with counters and waits for
 * memory (VNET_PCPUSTAT_ALLOC, M_WAITOK), so each element becomes a counter of that vnet.
 */
export function pcpuStatCounters(
  { vnet }: RegisteredSysinit,
  sets: readonly { readonly set: SetContents; readonly start: number }[],
): CounterArray | undefined {
  const name = /^vnet_(\w+)_init$/.exec(vnet.function)?.[1];
  if (name === undefined || !vnet.symbol.startsWith(vnet.function)) return undefined;
  for (const { set, start } of sets) {
    const member = set.members.find((candidate) => candidate.name === name);
    if (
      member?.view.kind !== 'array' ||
      member.view.element.kind !== 'pointer' ||
      !/^(?:struct counter|uint64_t|u_int64_t|unsigned long|unsigned long long)$/.test(member.view.element.to)
    )
      continue;
    return { start: start + member.offsetBytes, count: member.view.count, strideBytes: member.view.strideBytes };
  }
  return undefined;
}

export function fillCounters(memory: Memory, { start, count, strideBytes }: CounterArray): Memory {
  const counter = pointerBytes({ kind: 'counter' }, 0, strideBytes);
  const marks: ByteMark[] = [];
  for (let i = 0; i < count; i++) marks.push(...counter);
  return memory.write(start, new Uint8Array(marks.length), marks);
}
