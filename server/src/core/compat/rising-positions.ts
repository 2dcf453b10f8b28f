/** Positions of a longest increasing subsequence: the elements that keep their order. O(n log n). */
export function risingPositions(numbers: readonly number[]): ReadonlySet<number> {
  /** For each length, the position of the least last number of such a subsequence. */
  const ends: number[] = [];
  const before = new Int32Array(numbers.length).fill(-1);
  numbers.forEach((number, position) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[position] = ends[low - 1] ?? -1;
    ends[low] = position;
  });
  const positions = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) positions.add(at);
  return positions;
}
