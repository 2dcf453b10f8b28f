import { kernconfNames } from '../core/analysis/answers/kernconf-choices.ts';
import type { CheckReport } from '../core/analysis/session/check.ts';
import { joinReports, type ConfiguredReport } from '../core/analysis/session/check-everywhere.ts';
import { UsageError, type CommonOptions } from './command.ts';
import { answer } from './open-workspace.ts';
import type { Subject } from './subject.ts';

/** The word for every configuration of the machine. */
export const ALL_KERNCONFS = 'all';

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
  const usual: CommonOptions = { ...options, kernconf: undefined };
  for (const kernconf of answer(subject, 'configurations', usual, kernconfNames)) {
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
