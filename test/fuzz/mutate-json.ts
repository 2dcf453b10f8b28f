import type { Seeded } from '../kit/seeded.ts';

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  'x',
  '\0',
  '__proto__',
  '../..',
  '/',
  'file:///',
  [],
  [[]],
  {},
  [null],
  { length: -1 },
];
const NAMES = ['__proto__', 'constructor', 'toString', 'length', '', '0', 'x'];

/** Some values of a JSON value replaced, taken away, doubled, moved or put under other names. */
export function mutateJson(random: Seeded, value: unknown, more: readonly unknown[], most = 4): unknown {
  let mutated = value;
  for (let n = 1 + random.below(most); n > 0; n--) mutated = mutateSomewhere(random, mutated, more);
  return mutated;
}

function mutateSomewhere(random: Seeded, value: unknown, more: readonly unknown[]): unknown {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || random.chance(0.12)) return replacement(random, value, more);
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    const at = random.below(list.length);
    const chosen = list[at];
    const how = random.below(8);
    if (how === 0) list.splice(at, 1);
    else if (how === 1) list.splice(at, 0, chosen);
    else if (how === 2) list.splice(at, 0, random.pick(VALUES));
    else list[at] = mutateSomewhere(random, chosen, more);
    return list;
  }
  const entries: (readonly [string, unknown])[] = Object.entries(value);
  const at = random.below(entries.length);
  const [name, chosen] = entries[at] ?? ['', null];
  const how = random.below(10);
  if (how === 0) entries.splice(at, 1);
  else if (how === 1) entries.splice(at, 1, [random.pick(NAMES), chosen]);
  else if (how === 2) entries.push([`${name}x`, chosen]);
  else if (how === 3) entries.push([random.pick(entries)[0], chosen]);
  else entries[at] = [name, mutateSomewhere(random, chosen, more)];
  // Not by assignment: '__proto__' is a name like others in JSON.
  return Object.fromEntries(entries);
}

function replacement(random: Seeded, value: unknown, more: readonly unknown[]): unknown {
  if (typeof value === 'string' && random.chance(0.4)) {
    const at = random.below(value.length + 1);
    return (
      value.slice(0, at) +
      random.pick(['', '*', '?', '/', '..', '\u0000', 'é', '[', '%']) +
      value.slice(at + random.below(3))
    );
  }
  if (typeof value === 'number' && random.chance(0.4))
    return random.pick([value + 1, -value, value * 2 ** 32, value + 0.5]);
  return random.chance(0.3) && more.length > 0 ? random.pick(more) : random.pick(VALUES);
}
