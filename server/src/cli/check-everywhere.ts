import { listKernconfs } from '../core/kernel/configure-kernel.ts';
import { isFailure } from '../core/kernel/failure.ts';
import type { CheckReport } from '../core/analysis/session/check.ts';
import { joinReports, type ConfiguredReport } from '../core/analysis/session/check-everywhere.ts';
import { UsageError, type CommonOptions } from './command.ts';
import { answer } from './open-workspace.ts';
import type { Subject } from './subject.ts';

/** The word for every configuration of the machine. */
export const ALL_KERNCONFS = 'all';
const USUAL = 'GENERIC';
/** Until 13 LINT is made of NOTES. */
const LINT = 'LINT';

/**
 * Checks a subject under every configuration of the machine, the usual one first. A configuration that cannot be read
 * is told of and left out.
 * @throws UsageError if none can be read
 */
export function checkEverywhere(
  subject: Subject,
  options: CommonOptions,
  check: (options: CommonOptions) => CheckReport,
): CheckReport {
  const reports: ConfiguredReport[] = [];
  const refusals: UsageError[] = [];
  for (const kernconf of kernconfsOf(subject, options)) {
    try {
      reports.push({ kernconf, report: check({ ...options, kernconf }) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refusals.push(error);
      options.tell(`--kernconf ${ALL_KERNCONFS}: ${kernconf} is left out: ${error.message}`);
    }
  }
  const [first, ...others] = reports;
  if (first === undefined) throw refusals[0] ?? new UsageError('the machine has no configuration');
  return joinReports([first, ...others]);
}

function kernconfsOf(subject: Subject, options: CommonOptions): readonly string[] {
  const usual: CommonOptions = { ...options, kernconf: undefined };
  const names = answer(subject, 'configurations', usual, ({ files, tree, kernel }) => {
    const listed = listKernconfs(files, tree, options.arch);
    const found = isFailure(listed) ? [] : listed;
    const hasNotes = files.list(`${tree.sysDir}/conf`).includes('NOTES');
    return [kernel.kernconf, ...found, ...(hasNotes ? [LINT] : [])];
  });
  const rank = (name: string): number => (name === USUAL ? 0 : 1);
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
