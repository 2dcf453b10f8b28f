import type { OwnedSysinit } from './kernel-state.ts';

/**
 * The sort of linker_file_sysinit() in every release and of mi_startup() up to 13 (kern_linker.c, init_main.c): each
 * place in turn is compared with every later one, and the two change places when they stand in the wrong order. Entries
 * with equal keys may come out in another order than they went in.
 */
export function exchangeSort(
  entries: readonly OwnedSysinit[],
  compare: (a: OwnedSysinit, b: OwnedSysinit) => number,
): readonly OwnedSysinit[] {
  const sorted = [...entries];
  for (let i = 0; i < sorted.length; i++) {
    for (let j = i + 1; j < sorted.length; j++) {
      const first = sorted[i]!;
      const second = sorted[j]!;
      if (compare(first, second) <= 0) continue;
      sorted[i] = second;
      sorted[j] = first;
    }
  }
  return sorted;
}

/** STAILQ_MERGESORT of mi_startup() in main: equal keys keep their order. */
export function stableSort(
  entries: readonly OwnedSysinit[],
  compare: (a: OwnedSysinit, b: OwnedSysinit) => number,
): readonly OwnedSysinit[] {
  return [...entries].sort(compare);
}

/** Subsystem, then order. */
export function ascending(a: OwnedSysinit, b: OwnedSysinit): number {
  return a.entry.subsystem.value - b.entry.subsystem.value || a.entry.order.value - b.entry.order.value;
}

export function descending(a: OwnedSysinit, b: OwnedSysinit): number {
  return ascending(b, a);
}
