import type { Problem } from '../text/problem.ts';
import type { KernelConfiguration, Release } from './configuration.ts';

/** What `vnetscope kernconf --format json` prints; every list and object is in a fixed order. */
export interface KernconfReport {
  readonly schemaVersion: 1;
  readonly release: Release;
  readonly arch: string;
  readonly kernconf: string;
  readonly ident: string;
  readonly machine: string;
  readonly machineArch: string;
  /** By name. An option without a value has "1", as its header says. */
  readonly options: Readonly<Record<string, string>>;
  /** By name. */
  readonly devices: readonly string[];
  /** opt_*.h by name, with their exact texts. */
  readonly headers: Readonly<Record<string, string>>;
  /** In link order; `order` counts from 0, locore.o first. */
  readonly objects: readonly { readonly object: string; readonly source: string; readonly order: number }[];
  readonly problems: readonly Problem[];
}

function sortedRecord(entries: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The configuration as plain data. */
export function kernconfReport(configuration: KernelConfiguration, release: Release): KernconfReport {
  return {
    schemaVersion: 1,
    release,
    arch: configuration.arch,
    kernconf: configuration.kernconf,
    ident: configuration.ident,
    machine: configuration.machine,
    machineArch: configuration.machineArch,
    options: sortedRecord(configuration.options),
    devices: [...configuration.devices].sort(),
    headers: sortedRecord(configuration.build.headers),
    objects: configuration.objects.map(({ object, source }, order) => ({ object, source, order })),
    problems: configuration.problems,
  };
}
