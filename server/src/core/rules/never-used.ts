import { conditionsAt, isDisabled } from '../written/conditions.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'never-used',
  category: 'Declarations',
  scope: 'file',
  severity: 'hint',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'nothing in the tree reads or writes a virtualized global, or only its sysctl does',
  why: `Every vnet holds a copy of it. If it has a sysctl, setting that has no effect. A reader may be outside the kernel (netstat reads by name), so
this is a hint.`,
  tag: 'unnecessary',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_unused);
#define V_fixture_unused VNET(fixture_unused)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_used);
#define V_fixture_used VNET(fixture_used)
int fixture_get(void);
int
fixture_get(void)
{

	return (V_fixture_used);
}
`,
  check(context) {
    const { facts, tokens, tree, report, path } = context;
    for (const definition of facts.definitions) {
      if (isDisabled(tokens, definition.start) || definition.name === 'modspace' || isForTheLinker(context, definition))
        continue;
      const uses = usesOf(context, definition);
      const sysctls = tree.sysctlsOf(definition.name).filter(({ fact }) => fact.variableSet === definition.set).length;
      if (uses > sysctls) continue;
      if (sysctls > 0)
        report(definition, `only its sysctl uses '${definition.name}'`, 'use it, or remove it with its sysctl');
      else report(definition, `nothing uses '${definition.name}'`, 'remove it');
    }
    for (const declaration of facts.declarations) {
      if (
        tree.definitions(declaration.name, declaration.set).length > 0 ||
        usesOf(context, declaration) > 0 ||
        isDisabled(tokens, declaration.start) ||
        path.startsWith('/')
      )
        continue;
      report(
        declaration,
        `'${declaration.name}' is declared; nothing defines it and nothing uses it`,
        'remove the declaration',
      );
    }
  },
};

/**
 * What is there on one machine alone and used by nothing stands there for its place: carp_zzz of netinet/ip_carp.c
 * (i386, PR 230857).
 */
function isForTheLinker({ tokens }: RuleContext, { start }: VariableFact): boolean {
  return conditionsAt(tokens, start).some(({ text }) =>
    /\b__(i386|amd64|x86_64|arm|aarch64|powerpc|powerpc64|mips|riscv|sparc64|ia64)__\b/.test(text),
  );
}

function usesOf({ tree }: RuleContext, { name, set }: VariableFact): number {
  const accessors = new Set([
    ...tree.accessorsOf(name, set).map(({ fact }) => fact.name),
    ...(set === 'set_vnet' ? [`V_${name}`] : []),
  ]);
  // Uses of other names are not counted: contrib/pf of 9 has `#define pf_osfp_pl VNET(pf_osfp_pl)`.
  if ([...accessors].some((accessor) => !accessor.startsWith('V_'))) return Infinity;
  return [...accessors].reduce((sum, accessor) => sum + tree.useCount(accessor), tree.useCount(name));
}
