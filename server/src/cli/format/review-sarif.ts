import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { ReviewLine } from '../../core/analysis/review/review-line.ts';
import { reviewBlocks, summaryText } from '../../core/analysis/review/review-lines.ts';
import type { Review } from '../../core/analysis/review/review.ts';
import type { CheckFinding } from '../../core/analysis/session/check.ts';
import { sarif } from './sarif.ts';
import { sarifLocation } from './sarif-log.ts';

const RULES: ReportingDescriptor[] = [
  { id: 'review-look', shortDescription: { text: 'something that the change does and that is to be looked at' } },
  { id: 'review-note', shortDescription: { text: 'something that the change does' } },
];

/**
 * A review as SARIF 2.1.0: new findings as `check` has them (`baselineState` new, 3.27.24), findings that are gone as
 * absent, and every other line as a result of its own.
 */
export function reviewSarif(review: Review): Log {
  const added = distinct(review.configurations.flatMap(({ findings }) => findings.added));
  const removed = distinct(review.configurations.flatMap(({ findings }) => findings.removed));
  const log = sarif(
    { schemaVersion: 1, filesChecked: review.changed.length, findings: [...added, ...removed], ignored: [] },
    [],
  );
  const [run] = log.runs;
  if (run === undefined) return log;
  const driver = run.tool.driver;
  const first = driver.rules?.length ?? 0;
  driver.rules = [...(driver.rules ?? []), ...RULES];
  const gone = new Set(removed.map(({ fingerprint }) => fingerprint));
  const isStable = review.configurations.every(({ kbi }) => kbi.isSafe !== false);
  run.results = [
    ...(run.results ?? []).map((result): Result => {
      const print = result.partialFingerprints?.['vnetscope/v1'] ?? '';
      return { ...result, baselineState: gone.has(print) ? 'absent' : 'new' };
    }),
    ...reviewBlocks(review)
      .filter(({ title }) => title !== 'findings')
      .flatMap(({ title, lines }) => lines.map((line) => resultOf(line, first, title === 'KBI' && !isStable))),
  ];
  run.properties = { summary: summaryText(review), before: review.before, after: review.after };
  return log;
}

function resultOf({ mark, text, file, line }: ReviewLine, first: number, isBroken: boolean): Result {
  const isLook = mark === '!';
  return {
    ruleId: isLook ? 'review-look' : 'review-note',
    ruleIndex: first + (isLook ? 0 : 1),
    level: isLook ? (isBroken ? 'error' : 'warning') : 'note',
    message: { text },
    ...(file === undefined || file === ''
      ? {}
      : {
          locations: [
            sarifLocation(file, line === undefined ? undefined : { line, column: 1, endLine: line, endColumn: 2 }),
          ],
        }),
  };
}

function distinct(findings: readonly CheckFinding[]): CheckFinding[] {
  return findings.filter(
    (one, i) =>
      findings.findIndex(({ fingerprint, message }) => fingerprint === one.fingerprint && message === one.message) ===
      i,
  );
}
