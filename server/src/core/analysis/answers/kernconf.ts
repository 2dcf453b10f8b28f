import { kernconfReport, type KernconfReport } from '../../kernel/kernconf-report.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The configuration as config(8) reads it. */
export function kernconfOf(workspace: Workspace): KernconfReport {
  return kernconfReport(workspace.kernel, workspace.tree.release);
}
