import { checkSession, type CheckReport } from '../session/check.ts';
import { reportOf, type LayoutReport } from '../image/layout-report.ts';
import { kernelRegion } from '../region/region.ts';
import { Session } from '../session/session.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What `npm start` shows of a tree: its region, what the whole tree holds, and its findings. */
export interface TreeReport {
  readonly layout: LayoutReport;
  readonly counts: {
    readonly files: number;
    readonly definitions: number;
    readonly accessors: number;
    readonly sysctls: number;
    readonly sysinits: number;
  };
  readonly check: CheckReport;
}

export function treeReport(workspace: Workspace): TreeReport {
  const session = Session.atOnce(workspace);
  const { index } = session;
  const layout = reportOf(workspace, kernelRegion(workspace, 'set_vnet'));
  const sum = (counts: Iterable<readonly unknown[]>): number =>
    [...counts].reduce((total, list) => total + list.length, 0);
  return {
    layout,
    counts: {
      files: index.files.size,
      definitions: sum(index.definitions.values()),
      accessors: sum(index.accessors.values()),
      sysctls: sum(index.sysctlsOf.values()),
      sysinits: index.sysinits.length,
    },
    check: checkSession(session),
  };
}
