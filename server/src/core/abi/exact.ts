/** A whole number with all its digits: a number if that is exact, a bigint beyond 2^53. */
export type Exact = number | bigint;

export function exact(value: bigint): Exact {
  return value >= -9_007_199_254_740_991n && value <= 9_007_199_254_740_991n ? Number(value) : value;
}

/** The number; null where it is not known, or larger than numbers count exactly. */
export function counted(value: Exact | null): number | null {
  return typeof value === 'number' ? value : null;
}

export function sum(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const made = a + b;
    if (Number.isSafeInteger(made)) return made;
  }
  return exact(BigInt(a) + BigInt(b));
}

export function difference(a: Exact, b: Exact): Exact {
  return sum(a, typeof b === 'number' ? -b : -b);
}

export function product(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const made = a * b;
    if (Number.isSafeInteger(made)) return made;
  }
  return exact(BigInt(a) * BigInt(b));
}

/** The next multiple of `align`, any positive number, at or after `value`. */
export function roundUp(value: Exact, align: number): Exact {
  const rest = remainder(value, align);
  return rest === 0 ? value : sum(value, align - rest);
}

export function remainder(value: Exact, by: number): number {
  return typeof value === 'number' ? value % by : Number(value % BigInt(by));
}

/** Rounded down. */
export function quotient(value: Exact, by: number): Exact {
  return typeof value === 'number' ? Math.floor(value / by) : exact(value / BigInt(by));
}

export function greater(a: Exact, b: Exact): Exact {
  return a < b ? b : a;
}
