import type { AccessorFact, SysctlFact, VariableFact } from '../../vnet/file-facts.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { Session } from '../session/session.ts';
import type { Located, TreeIndex } from '../workspace/tree-index.ts';

/** Definitions, declarations and accessors of a variable, as one file sees them. */
export interface VariableFacts {
  /** The definition that the file means comes first, static namesakes of other files last. */
  readonly definitions: readonly Located<VariableFact>[];
  readonly declarations: readonly Located<VariableFact>[];
  readonly accessors: readonly Located<AccessorFact>[];
  readonly sysctls: readonly Located<SysctlFact>[];
}

/** @param index what is known of the tree; without it the tree as it is now */
export function variableFacts(
  session: Session,
  path: string,
  set: InstanceSet,
  name: string,
  index: TreeIndex = session.index,
): VariableFacts {
  const rank = ({ path: file, fact }: Located<VariableFact>): number => {
    if (file === path) return 0;
    if (fact.isStatic) return 3;
    return session.workspace.isCompiled(file) ? 1 : 2;
  };
  return {
    definitions: (index.definitions.get(name) ?? [])
      .filter(({ fact }) => fact.set === set)
      .sort((a, b) => rank(a) - rank(b)),
    declarations: (index.declarations.get(name) ?? []).filter(({ fact }) => fact.set === set),
    accessors: (index.accessorsOf.get(name) ?? []).filter(({ fact }) => fact.set === set),
    sysctls: [
      ...(index.sysctlsOf.get(name) ?? []).filter(({ fact }) => fact.variableSet === set),
      ...(set === 'set_vnet' && (index.definitions.get(name) ?? []).some(({ fact }) => fact.isCounterArray)
        ? statisticsSysctls(index, name)
        : []),
    ],
  };
}

/** SYSCTL_VNET_PCPUSTAT(parent, nbr, name, type, array, desc) names its array without VNET( ). */
function statisticsSysctls(index: TreeIndex, array: string): readonly Located<SysctlFact>[] {
  const found: Located<SysctlFact>[] = [];
  for (const [path, { sysctls }] of index.files)
    for (const fact of sysctls)
      if (fact.macro === 'SYSCTL_VNET_PCPUSTAT' && fact.pointer === array && fact.variable === undefined)
        found.push({ path, fact });
  return found;
}

/**
 * Files in which a name means the same variable as in `path`: for a static variable its own file, else all files
 * without a static namesake. Undefined means all files.
 */
export function isSameVariable(
  session: Session,
  path: string,
  set: InstanceSet,
  name: string,
): (file: string) => boolean {
  const { definitions } = variableFacts(session, path, set, name);
  const [first] = definitions;
  const statics = new Set(definitions.filter(({ fact }) => fact.isStatic).map((one) => one.path));
  if (first !== undefined && statics.has(first.path) && (first.path === path || statics.size === definitions.length)) {
    // A header's accessor may be for the one file that defines the variable.
    return (file) => file === first.path || !file.endsWith('.c');
  }
  return (file) => !statics.has(file);
}
