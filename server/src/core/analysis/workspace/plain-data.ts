/** What JSON lacks is written as an object with this key. */
const MARK = '$';

/** Data as JSON can hold it: maps, sets and bigints are written as marked objects; undefined members are left out. */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return { [MARK]: 'n', of: value.toString() };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return { [MARK]: 'm', of: [...value].map(toPlain) };
  if (value instanceof Set) return { [MARK]: 's', of: [...value].map(toPlain) };
  const plain: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) if (member !== undefined) plain[name] = toPlain(member);
  return plain;
}

/** The data that `toPlain` was given. */
export function fromPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  const { [MARK]: kind, of, ...members } = value as Record<string, unknown>;
  if (kind === 'n') return BigInt(String(of));
  if (kind === 'm') return new Map(fromPlain(of) as [unknown, unknown][]);
  if (kind === 's') return new Set(fromPlain(of) as unknown[]);
  if (of !== undefined) members['of'] = of;
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, fromPlain(member)]));
}
