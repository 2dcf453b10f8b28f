import pfKey from './registries/pf-key.json';
import { namesPattern } from './name-pattern.ts';

/** Published numbers for a header's constants: a data file of `registries/`, or a user's own. */
export interface RegistryFile {
  readonly title: string;
  /** "net/pfkeyv2.h" */
  readonly header: string;
  readonly registries: readonly Registry[];
}

/** One published list of numbers. */
interface Registry {
  readonly name: string;
  /** Where it is published; findings say it. */
  readonly citation: string;
  readonly url: string;
  /** Value and reference by the registry's name. */
  readonly values: ReadonlyMap<string, PublishedValue>;
  /** Ranges for private use, both ends included. */
  readonly isPrivate: (value: number) => boolean;
  /** Constants that may have a number without a registered meaning. */
  readonly isExtension: (name: string) => boolean;
  /** Constants of the header that have numbers of this registry. */
  readonly isOwn: (name: string) => boolean;
  /** What a constant means in the registry; a constant with a registered name means itself. */
  readonly means: ReadonlyMap<string, string>;
  /** Constants that are upper bounds: others may be larger. */
  readonly bounds: ReadonlyMap<string, PublishedValue>;
  /** True if the registry consists of several independent lists of numbers. */
  readonly mixes: boolean;
}

interface PublishedValue {
  readonly value: number;
  readonly reference: string;
}

/** How a constant differs from its registry. A different bound is listed, but is not a finding. */
export interface RegistryDifference {
  readonly constant: string;
  readonly value: bigint;
  readonly registry: Registry;
  readonly kind: 'other' | 'taken' | 'unassigned' | 'bound';
  readonly message: string;
}

/** The registries that come with vnetscope. */
export const REGISTRIES: readonly RegistryFile[] = [pfKey].map((file) => {
  const read = readRegistryFile(file);
  if ('error' in read) throw new Error(read.error);
  return read;
});

/** Every difference between a header's constants and the registries, in the constants' order. */
export function registryDifferences(
  { registries }: RegistryFile,
  constants: Iterable<readonly [name: string, value: bigint]>,
): readonly RegistryDifference[] {
  return [...constants].flatMap(([constant, value]) =>
    registries
      .filter(({ isOwn }) => isOwn(constant))
      .flatMap((registry) => difference(registry, constant, value) ?? []),
  );
}

function difference(registry: Registry, constant: string, value: bigint): RegistryDifference | undefined {
  const { name, values, means, bounds, isPrivate, isExtension, citation, mixes } = registry;
  const made = (kind: RegistryDifference['kind'], message: string): RegistryDifference => ({
    constant,
    value,
    registry,
    kind,
    message: kind === 'bound' ? message : `${message} (${citation})`,
  });
  const bound = bounds.get(constant);
  if (bound !== undefined)
    return BigInt(bound.value) === value
      ? undefined
      : made('bound', `${constant} is ${value}; ${bound.reference}: ${bound.value}`);
  const meaning = means.get(constant) ?? (values.has(constant) ? constant : undefined);
  const published = meaning === undefined ? undefined : values.get(meaning);
  const holder = mixes ? undefined : [...values].find(([, one]) => BigInt(one.value) === value);
  const isInPrivate = isPrivate(Number(value));
  if (meaning !== undefined && published !== undefined) {
    if (BigInt(published.value) === value) return undefined;
    const what =
      holder !== undefined
        ? `${value} is ${holder[0]}`
        : isInPrivate
          ? `${value} is for private use`
          : `${value} is not assigned`;
    return made(
      'other',
      `${constant} is ${value}, but ${meaning === constant ? 'it' : meaning} is ${published.value} in ${name}${published.reference === '' ? '' : `, ${published.reference}`}; ${what}`,
    );
  }
  if (holder !== undefined) return made('taken', `${constant} is ${value}, which is ${holder[0]} in ${name}`);
  if (isInPrivate || isExtension(constant) || mixes) return undefined;
  return made('unassigned', `${constant} is ${value}, which ${name} neither assigns nor reserves for private use`);
}

/** A registry file's content, or a one-line error. */
export function readRegistryFile(file: unknown): RegistryFile | { readonly error: string } {
  if (
    !isObject(file) ||
    file['schemaVersion'] !== 1 ||
    typeof file['title'] !== 'string' ||
    typeof file['header'] !== 'string' ||
    !Array.isArray(file['registries'])
  ) {
    return { error: 'not a registry file: expected schemaVersion 1, title, header and registries' };
  }
  const registries: Registry[] = [];
  for (const [index, one] of file['registries'].entries()) {
    const read = readRegistry(one);
    if (typeof read === 'string') return { error: `registry ${index + 1}: ${read}` };
    registries.push(read);
  }
  return { title: file['title'], header: file['header'], registries };
}

function readRegistry(content: unknown): Registry | string {
  if (!isObject(content)) return 'not understood';
  const { name, citation, url, values, constants, means, bounds, extensions, mixes } = content;
  if (typeof name !== 'string' || typeof citation !== 'string' || citation === '' || typeof url !== 'string')
    return 'expected name, citation and url';
  if (!isTexts(constants)) return `${name}: expected constants, a list of names`;
  const read = readValues(values);
  const readBounds = readValues(bounds ?? {});
  if (read === undefined || readBounds === undefined)
    return `${name}: values and bounds are numbers, or [number, reference]`;
  if (
    means !== undefined &&
    !(isObject(means) && Object.values(means).every((meaning) => typeof meaning === 'string' && read.has(meaning)))
  )
    return `${name}: means names a meaning that is not in values`;
  const ranges = content['private'] ?? [];
  if (!Array.isArray(ranges) || !ranges.every(isRange)) return `${name}: private is a list of ranges [from, to]`;
  if (extensions !== undefined && !isTexts(extensions)) return `${name}: extensions is a list of names`;
  return {
    name,
    citation,
    url,
    values: read,
    bounds: readBounds,
    means: new Map(Object.entries((means ?? {}) as Readonly<Record<string, string>>)),
    mixes: mixes === true,
    isPrivate: (value) => ranges.some(([from, to]) => value >= from && value <= to),
    isExtension: namesPattern(extensions ?? []),
    isOwn: namesPattern(constants),
  };
}

function readValues(values: unknown): ReadonlyMap<string, PublishedValue> | undefined {
  if (!isObject(values)) return undefined;
  const read = new Map<string, PublishedValue>();
  for (const [name, value] of Object.entries(values)) {
    if (Number.isInteger(value)) read.set(name, { value: value as number, reference: '' });
    else if (Array.isArray(value) && Number.isInteger(value[0]) && typeof value[1] === 'string')
      read.set(name, { value: value[0] as number, reference: value[1] });
    else return undefined;
  }
  return read;
}

function isRange(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
