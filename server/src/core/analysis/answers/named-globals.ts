import type { Spot } from '../../text/spot.ts';
import type { Session } from '../session/session.ts';

/**
 * Where a file names virtualized globals, by V_x, VNET(x), VNET_NAME(x) or in a definition or declaration, in order.
 * Names that the tree knows: a driver's register macros are called V_ too.
 */
export function namedGlobals(session: Session, path: string): readonly Spot[] {
  const facts = session.facts(path);
  if (facts === undefined) return [];
  const index = session.indexBefore(path);
  const own = new Set([...facts.definitions, ...facts.declarations].map(({ name }) => name));
  const ownAccessors = new Set(facts.accessors.map(({ name }) => name));
  const isKnown = (name: string): boolean =>
    own.has(name) ||
    ownAccessors.has(name) ||
    index.accessors.has(name) ||
    index.definitions.has(name) ||
    index.declarations.has(name);
  const spots: Spot[] = [];
  for (const [name, starts] of facts.uses)
    if (isKnown(name)) for (const start of starts) spots.push({ start, end: start + name.length });
  for (const { start, end } of [...facts.definitions, ...facts.declarations, ...facts.accessors])
    spots.push({ start, end });
  return spots.sort((a, b) => a.start - b.start);
}
