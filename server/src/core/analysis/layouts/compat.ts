/** The faces' door to baselines and their comparison. */
export { baselineText } from '../../compat/baseline-text.ts';
export { readBaseline } from '../../compat/read-baseline.ts';
export { DEFAULT_SCOPE } from '../../compat/default-scope.ts';
export { compareMachines, type MachineComparison } from '../../compat/compare-machines.ts';
export { CONSUMER_TEXT, isBreaking, judge, POLICIES, type Policy } from '../../compat/policy.ts';
export type { Baseline, MachineLayouts, Scope } from '../../compat/baseline.ts';
export type { Change } from '../../compat/change.ts';
export { measureLayouts } from './measure-layouts.ts';
export { changePlaces, type ChangePlace } from './change-places.ts';
export { readRegistryFile, REGISTRIES, type RegistryFile } from '../../compat/registry.ts';
export { checkRegistry, type RegistryReport } from './registry-check.ts';
export { keptReport, type KeptMember, type KeptRemoval, type KeptReport } from './kept-report.ts';
