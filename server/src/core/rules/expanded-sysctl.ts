import type { SysctlFact } from '../vnet/file-facts.ts';
import type { RuleContext } from './rule.ts';

/**
 * A sysctl with the subsystem's own words for flags and names in the place of what they stand for: NAME_FLAG is
 * CTLFLAG_VNET, NAME_OF(x) is VNET_NAME(x). The same fact where there is nothing of the kind.
 */
export function expandedSysctl({ path, tree }: RuleContext, sysctl: SysctlFact): SysctlFact {
  const access = expanded(tree, path, sysctl.access);
  const pointer = sysctl.variable === undefined ? expanded(tree, path, sysctl.pointer) : sysctl.pointer;
  if (access === sysctl.access && pointer === sysctl.pointer) return sysctl;
  const [, macro = '', name] = /^[(\s]*&\s*(\w+)\s*\(\s*(\w+)\s*\)[)\s]*$/.exec(pointer) ?? [];
  const role = tree.roles.get(macro);
  const variable = role?.role === 'name' ? name : undefined;
  return {
    ...sysctl,
    access,
    hasVnetFlag: /\bCTLFLAG_VNET\b/.test(access),
    ...(variable === undefined ? {} : { pointer, variable, variableSet: role?.set, variableSpot: sysctl.pointerSpot }),
  };
}

const WORD = /[A-Za-z_]\w*|\d\w*|##|\S/g;

function expanded(tree: RuleContext['tree'], path: string, text: string): string {
  const words = text.match(WORD) ?? [];
  const found = tree.flow.expanded(words, path);
  return found === words ? text : found.join(' ');
}
