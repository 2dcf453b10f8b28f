/**
 * How long to wait after a keystroke before the file is looked at again; clangd's policy (DebouncePolicy) with shorter
 * waits, as a look is shorter too.
 */
export interface DebouncePolicy {
  readonly minMs: number;
  readonly maxMs: number;
  /** The wait is this many times a recent look's own duration: a slow file is looked at less often. */
  readonly rebuildRatio: number;
}

export const standardDebounce: DebouncePolicy = { minMs: 20, maxMs: 500, rebuildRatio: 0.5 };

/** The same wait always: for tests. */
export function fixed(ms: number): DebouncePolicy {
  return { minMs: ms, maxMs: ms, rebuildRatio: 0 };
}

const LOOKS_KEPT = 5;

/** Keeps the durations of recent looks at one file and tells how long to wait before the next. */
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
