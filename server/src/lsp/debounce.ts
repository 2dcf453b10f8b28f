/**
 * How long to wait after a keystroke before the file is checked again: clangd's DebouncePolicy, with shorter waits
 * because a check takes less time.
 */
export interface DebouncePolicy {
  readonly minMs: number;
  readonly maxMs: number;
  /** The wait is this many times the duration of a recent check: a slow file is checked less often. */
  readonly rebuildRatio: number;
}

export const standardDebounce: DebouncePolicy = { minMs: 20, maxMs: 500, rebuildRatio: 0.5 };

/** The same wait always: for tests. */
export function fixed(ms: number): DebouncePolicy {
  return { minMs: ms, maxMs: ms, rebuildRatio: 0 };
}

const LOOKS_KEPT = 5;

/** Stores the durations of recent checks of one file and computes how long to wait before the next. */
export class Debounce {
  private readonly policy: DebouncePolicy;
  private readonly recentMs: number[] = [];

  constructor(policy: DebouncePolicy) {
    this.policy = policy;
  }

  note(durationMs: number): void {
    this.recentMs.push(durationMs);
    if (this.recentMs.length > LOOKS_KEPT) this.recentMs.shift();
  }

  get waitMs(): number {
    const { minMs, maxMs, rebuildRatio } = this.policy;
    const sorted = [...this.recentMs].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    return Math.min(maxMs, Math.max(minMs, rebuildRatio * median));
  }
}
