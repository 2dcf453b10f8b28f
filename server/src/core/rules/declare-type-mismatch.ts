import { sameCanonical } from '../types/canonical-type.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Fix, LocatedFact, Rule, RuleContext } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

const TYPE_WORDS = new Set([
  'void',
  'char',
  'short',
  'int',
  'long',
  'float',
  'double',
  'signed',
  'unsigned',
  '_Bool',
  'const',
  'volatile',
  '__volatile',
]);

export const rule: Rule = {
  id: 'declare-type-mismatch',
  category: 'Declarations',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "a VNET_DECLARE gives another type than the variable's VNET_DEFINE",
  why: `Different compilations see the declaration and the definition, so none compares them: the accessor reads and writes the
variable as another type and, if the sizes differ, its neighbours in set_vnet too.`,
  fixes: 'Writes the type of the definition, if every name in it is known here.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(long, if_index);
#define V_if_index VNET(if_index)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, if_index);
#define V_if_index VNET(if_index)
`,
  check(context) {
    const { path, facts, tree, report } = context;
    for (const declaration of facts.declarations) {
      const definitions = tree.definitions(declaration.name, declaration.set).filter(({ fact }) => !fact.isStatic);
      // Namesakes in several files: which one is meant depends on what is linked together.
      const [definition, ...others] = definitions;
      if (definition === undefined || new Set(others.map((other) => other.path)).size > 0) continue;
      // Where the defining unit reads this file, its compiler compares them.
      if (definition.path === path || (path.endsWith('.h') && tree.unitReads(definition.path, path))) continue;
      const defined = tree.typeOf(definition.path, definition.fact);
      const declared = tree.typeOf(path, declaration);
      if (defined === undefined || declared === undefined || sameCanonical(defined.canonical, declared.canonical))
        continue;
      report(
        declaration,
        `'${declaration.name}' is declared as ${declared.text}, but it is defined as ${defined.text}`,
        `declare it as it is defined, or include the header that does`,
        {
          related: [
            {
              path: definition.path,
              start: definition.fact.start,
              end: definition.fact.end,
              message: `defined as ${defined.text}`,
            },
          ],
          fix: asDefined(context, declaration, definition),
        },
      );
    }
  },
};

/** The definition's arguments in the place of the declaration's; undefined when they may mean something else here. */
function asDefined(
  { path, tokens, tree }: RuleContext,
  declaration: VariableFact,
  { path: home, fact }: LocatedFact<VariableFact>,
): Fix | undefined {
  const text = argumentsText(tree.tokens(home), fact);
  const at = argumentsSpot(tokens, declaration);
  const unit = path.endsWith('.c') ? tree.unit(path)?.unit : undefined;
  if (
    text === undefined ||
    at === undefined ||
    unit === undefined ||
    declaration.isCounterArray ||
    fact.isCounterArray ||
    /[{}]/.test(text)
  )
    return undefined;
  const names = text.replace(/\b(struct|union|enum)\s+\w+/g, '').match(/\b[A-Za-z_]\w*/g) ?? [];
  const isKnown = (name: string): boolean =>
    name === fact.name ||
    TYPE_WORDS.has(name) ||
    unit.entities(unit.interner.intern(name)).some(({ kind }) => kind === 'typedef');
  if (!names.every(isKnown)) return undefined;
  return { title: `Declare it as ${text.slice(0, text.lastIndexOf(','))}`, edits: [{ path, ...at, text }] };
}

function argumentsSpot(
  tokens: RuleContext['tokens'],
  { macroStart }: VariableFact,
): { start: number; end: number } | undefined {
  const invocation = invocationAt(tokens, tokenFrom(tokens, macroStart));
  const first = invocation?.arguments[0];
  return invocation === undefined || first === undefined
    ? undefined
    : { start: tokens.start[first.from] as number, end: tokens.end[invocation.close - 1] as number };
}

function argumentsText(tokens: RuleContext['tokens'] | undefined, fact: VariableFact): string | undefined {
  const spot = tokens === undefined ? undefined : argumentsSpot(tokens, fact);
  return spot === undefined ? undefined : tokens?.text.slice(spot.start, spot.end).replace(/\s+/g, ' ');
}
