import type { Problem } from '../text/problem.ts';

/** One `options` or `device` line's option, as config(8) keeps it (struct opt). */
export interface OptionEntry {
  readonly name: string;
  /** undefined for `options FOO`; such an option selects files, one with a value does not. */
  readonly value: string | undefined;
  readonly file: string;
  readonly line: number;
}

/** A `device` line. */
export interface DeviceEntry {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** The result of the statements of a KERNCONF and its includes. */
export interface KernconfSettings {
  readonly ident: string;
  /** MACHINE and MACHINE_ARCH; "" when no `machine` line was met. */
  readonly machine: string;
  readonly machineArch: string;
  /** Newest first, as cputype is kept. */
  readonly cpus: readonly string[];
  /** In the order of config(8)'s list: a new name goes to the head, a repeated one to the tail. */
  readonly options: readonly OptionEntry[];
  /** makeoptions: NAME -> value, `+=` joined by a space. */
  readonly makeOptions: ReadonlyMap<string, string>;
  /** In the order of their lines. */
  readonly devices: readonly DeviceEntry[];
  /** Files named by `hints` and `env`, texts of `envvar`. */
  readonly hints: readonly string[];
  readonly environmentFiles: readonly string[];
  readonly environment: readonly string[];
  /** Lists named by `files`, as paths in the tree. */
  readonly fileLists: readonly string[];
  /** 0 means: sized at boot. */
  readonly maxusers: number;
  readonly profiling: number;
  /** Every file read, in the order of first reading. */
  readonly sources: readonly string[];
  readonly problems: readonly Problem[];
}
