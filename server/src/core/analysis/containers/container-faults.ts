import { containerAccessor } from './container-accessor.ts';
import type { ContainerCheck, ContainerFault } from './container-fault.ts';
import { containerGuard } from './container-guard.ts';
import { containerInit } from './container-init.ts';
import { containerInitializer } from './container-initializer.ts';
import { containerSize } from './container-size.ts';
import { containerSymbols } from './container-symbols.ts';
import { containerTree, type ContainerTree } from './container-tree.ts';
import { containerType } from './container-type.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** By rule. */
const CHECKS: Readonly<Record<string, ContainerCheck>> = {
  'container-accessor': containerAccessor,
  'container-guard': containerGuard,
  'container-init': containerInit,
  'container-lost-initializer': containerInitializer,
  'container-size': containerSize,
  'container-symbol-map': containerSymbols,
  'container-type-mismatch': containerType,
};

const known = new WeakMap<ContainerTree, Map<string, ReadonlyMap<string, readonly ContainerFault[]>>>();

/**
 * What a rule finds in a file of a tree of 2008 or 2009; nothing in trees of another era. Worked out once for each
 * state of the tree.
 */
export function containerFaults(workspace: Workspace, rule: string, path: string): readonly ContainerFault[] {
  const tree = containerTree(workspace);
  return tree === undefined ? [] : (faultsOf(workspace, tree, rule).get(path) ?? []);
}

/** Files in which any of the rules finds something. */
export function containerFaultFiles(workspace: Workspace): readonly string[] {
  const tree = containerTree(workspace);
  return tree === undefined
    ? []
    : [...new Set(Object.keys(CHECKS).flatMap((rule) => [...faultsOf(workspace, tree, rule).keys()]))];
}

function faultsOf(
  workspace: Workspace,
  tree: ContainerTree,
  rule: string,
): ReadonlyMap<string, readonly ContainerFault[]> {
  let rules = known.get(tree);
  if (rules === undefined) known.set(tree, (rules = new Map<string, ReadonlyMap<string, readonly ContainerFault[]>>()));
  let found = rules.get(rule);
  if (found === undefined) {
    const byFile = new Map<string, ContainerFault[]>();
    for (const fault of CHECKS[rule]?.(workspace, tree) ?? [])
      byFile.set(fault.path, [...(byFile.get(fault.path) ?? []), fault]);
    rules.set(rule, (found = byFile));
  }
  return found;
}
