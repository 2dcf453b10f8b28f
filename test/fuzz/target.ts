import { Seeded } from '../kit/seeded.ts';

/**
 * What makes inputs and judges them. One object lives as long as a worker: what it stores between inputs is tested too.
 */
export interface Fuzzer {
  /** How many inputs came how far, by what became of them. */
  readonly counts?: Counts;
  /** The input of a number: the same for the same random numbers. */
  make(random: Seeded, index: number): string;
  /**
   * What is wrong with each input, undefined for nothing. Of a target that takes one at a time an exception says what
   * is wrong with the input.
   */
  judge(inputs: readonly string[]): Promise<readonly Fault[]> | readonly Fault[];
  /** Ends what it holds: a server, a folder. */
  close?(): Promise<void> | void;
}

export type Fault = string | undefined;

export type Counts = Record<string, number>;

export function count(counts: Counts, what: string, more = 1): void {
  counts[what] = (counts[what] ?? 0) + more;
}

export interface FuzzTarget {
  /** What is read, in one line. */
  readonly about: string;
  /** Inputs that are judged in one call, where a call is dear; 1 if absent. */
  readonly perCall?: number;
  /** Each character of an input is a byte. */
  readonly isBinary?: true;
  /** It asks the native clang. */
  readonly needsClang?: true;
  /** CPU time that an input may take; 2000 if absent. */
  readonly limitMs?: number;
  open(): Fuzzer | Promise<Fuzzer>;
}

/** The random numbers of one input: each is made without those before it. */
export function randomOf(seed: number, index: number): Seeded {
  const mixed = Math.imul(index ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  return new Seeded(mixed ^ (mixed >>> 15));
}

/** A fuzzer that takes one input after the other. */
export function oneByOne(
  make: Fuzzer['make'],
  judge: (input: string) => Fault | Promise<Fault>,
  counts: Counts = {},
): Fuzzer {
  return {
    make,
    counts,
    judge: async (inputs) => {
      const faults: Fault[] = [];
      for (const input of inputs) faults.push(await judge(input));
      return faults;
    },
  };
}

/** What faults have in common that are the same but for numbers and what they quote. */
export function signatureOf(fault: string): string {
  const lines = fault.split('\n');
  const place = lines.find((line) => /^\s+at .*server\/src/.test(line)) ?? '';
  return `${(lines[0] ?? '').replace(/['"\d].*/, '')} ${place.replace(/.*\//, '').replace(/:\d+\)?$/, '')}`;
}

/** An exception as a fault, with where it was thrown. */
export function faultOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 8).join('\n') : String(error);
}
