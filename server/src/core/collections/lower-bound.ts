/** How many of the first `count` numbers, which rise, are below `value`: the index of the first one that is not. */
export function lowerBound(rising: ArrayLike<number>, value: number, count = rising.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
