import { areTwins, conditionsAt, isDisabled } from '../written/conditions.ts';
import type { LocatedFact, Rule, RuleContext } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'defined-twice',
  category: 'Declarations',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'two definitions of one virtualized global are linked together',
  why: `A VNET_DEFINE without static makes one symbol vnet_entry_x of the kernel or the module: two of them do not link. In one file the compiler reports
this only for one configuration at a time. Definitions in different branches of one #if never meet and are not reported.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_debug) = 1;
VNET_DEFINE(int, fixture_debug) = 0;
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
#ifdef FIXTURE_DEBUG
VNET_DEFINE(int, fixture_debug) = 1;
#else
VNET_DEFINE(int, fixture_debug) = 0;
#endif
`,
  check(context) {
    const { path, facts, tokens, tree, report } = context;
    for (const definition of facts.definitions) {
      if (isDisabled(tokens, definition.start)) continue;
      const other = tree.definitions(definition.name, definition.set).find((one) => meets(context, definition, one));
      if (other === undefined) continue;
      const where = other.path === path ? 'in this file' : `in ${other.path}`;
      report(
        definition,
        `'${definition.name}' is defined ${where} too: the two do not ${other.path === path ? 'compile' : 'link'} together`,
        'keep one, and replace the other with VNET_DECLARE',
        {
          related: [
            { path: other.path, start: other.fact.start, end: other.fact.end, message: 'the other definition' },
          ],
        },
      );
    }
  },
};

/** True when `other` is a second definition that is there when the first is; of two in a file the later one is told. */
function meets(
  { path, tokens, tree }: RuleContext,
  definition: VariableFact,
  other: LocatedFact<VariableFact>,
): boolean {
  if (other.path === path) {
    if (
      other.fact.start >= definition.start ||
      areTwins(tokens, definition.start, other.fact.start) ||
      isDisabled(tokens, other.fact.start)
    )
      return false;
    // Different #ifs may exclude one another by what they ask: only what stands under the same ones is sure.
    const around = (at: number): string =>
      conditionsAt(tokens, at)
        .map(({ branch }) => branch)
        .join();
    return around(other.fact.start) === around(definition.start);
  }
  if (definition.isStatic || other.fact.isStatic || !path.endsWith('.c') || !other.path.endsWith('.c')) return false;
  const modules = new Set(tree.modulesOf(path)?.map(({ name }) => name));
  const isTogether =
    (tree.isCompiled(path) && tree.isCompiled(other.path)) ||
    tree.modulesOf(other.path)?.some(({ name }) => modules.has(name)) === true;
  if (!isTogether) return false;
  const isThere = (source: string): boolean =>
    tree
      .members(source)
      ?.some(({ name, set, isStatic }) => name === definition.name && set === definition.set && !isStatic) === true;
  return isThere(path) && isThere(other.path);
}
