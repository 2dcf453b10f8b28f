import type { BodyFact } from './container-bodies.ts';
import type { ContainerFacts } from './container-facts.ts';
import type { ModuleFact } from './container-instances.ts';
import type { Located } from '../workspace/tree-index.ts';

/**
 * The functions that initialize a new network stack, by name: vmi_iattach of modules, pr_init of protocols, and what
 * those call, in the order in which they are found. Several files may have a function of one name.
 */
export function constructorsOf(
  all: readonly ContainerFacts[],
  modules: readonly Located<ModuleFact>[],
): ReadonlyMap<string, readonly Located<BodyFact>[]> {
  const bodies = new Map<string, Located<BodyFact>[]>();
  for (const facts of all)
    for (const body of facts.bodies)
      bodies.set(body.name, [...(bodies.get(body.name) ?? []), { path: facts.path, fact: body }]);
  const byFunction = new Map<string, Located<BodyFact>[]>();
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
    // A static function belongs to its file; another one to all files.
    const meant = homes.filter((home) => (home.fact.isStatic ? home.path === path : true));
    const own = meant.filter((home) => home.path === path);
    for (const home of own.length > 0 ? own : meant) {
      const known = byFunction.get(name) ?? [];
      if (known.includes(home)) continue;
      byFunction.set(name, [...known, home]);
      for (const called of home.fact.calls) if (bodies.has(called)) waiting.push({ name: called, path: home.path });
    }
  }
  return byFunction;
}
