import type { BodyFact } from './container-bodies.ts';
import type { ContainerFacts } from './container-facts.ts';
import type { ModuleFact } from './container-instances.ts';
import type { Located } from '../workspace/tree-index.ts';

/**
 * The functions that set a new network stack up: what modules give as vmi_iattach and protocols as pr_init, and what
 * those call, by name; in the order in which they are found. Several files may have one of a name.
 */
export function constructorsOf(
  all: readonly ContainerFacts[],
  modules: readonly Located<ModuleFact>[],
): ReadonlyMap<string, readonly Located<BodyFact>[]> {
  const bodies = new Map<string, Located<BodyFact>[]>();
  for (const facts of all)
    for (const body of facts.bodies)
      bodies.set(body.name, [...(bodies.get(body.name) ?? []), { path: facts.path, fact: body }]);
  const found = new Map<string, Located<BodyFact>[]>();
  const waiting: { readonly name: string; readonly path: string }[] = [
    ...modules.flatMap(({ path, fact }) => {
      const name = fact.fields.get('vmi_iattach')?.text.replace(/^&/, '');
      return name === undefined ? [] : [{ name, path }];
    }),
    ...all.flatMap(({ path, setups }) => setups.map((name) => ({ name, path }))),
  ];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { name, path } = next;
    const homes = bodies.get(name) ?? [];
    // A static function is its own file's; another one is everybody's.
    const meant = homes.filter((home) => (home.fact.isStatic ? home.path === path : true));
    const own = meant.filter((home) => home.path === path);
    for (const home of own.length > 0 ? own : meant) {
      const known = found.get(name) ?? [];
      if (known.includes(home)) continue;
      found.set(name, [...known, home]);
      for (const called of home.fact.calls) if (bodies.has(called)) waiting.push({ name: called, path: home.path });
    }
  }
  return found;
}
