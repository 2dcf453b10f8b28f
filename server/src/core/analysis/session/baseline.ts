import { jsonError } from '../../text/json-error.ts';
import type { CheckFinding, CheckReport } from './check.ts';

/** The findings that `check --write-baseline` writes, which `check --baseline` does not report again. */
export interface Baseline {
  readonly schemaVersion: 1;
  /** Sorted by file, then by rule, then by fingerprint; the message is for readers. */
  readonly findings: readonly {
    readonly file: string;
    readonly rule: string;
    readonly fingerprint: string;
    readonly message: string;
  }[];
}

/** @param named the name that a file has in the baseline */
export function baselineOf({ findings }: CheckReport, named: (file: string) => string = (file) => file): Baseline {
  const rows = findings.map(({ file, rule, fingerprint, message }) => ({
    file: named(file),
    rule,
    fingerprint,
    message,
  }));
  const key = ({ file, rule, fingerprint }: (typeof rows)[number]): string => `${file}\n${rule}\n${fingerprint}`;
  return { schemaVersion: 1, findings: rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)) };
}

/** A baseline from its text, or a string that says what is wrong with it. */
export function readBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return jsonError(error);
  }
  if (typeof value !== 'object' || value === null || !('findings' in value) || !Array.isArray(value.findings))
    return 'not a baseline: it has no list of findings';
  if ((value as { readonly schemaVersion?: unknown }).schemaVersion !== 1)
    return 'a baseline of another schemaVersion; write it again';
  const broken = value.findings.findIndex(
    (row: unknown) =>
      typeof row !== 'object' || row === null || typeof (row as { fingerprint?: unknown }).fingerprint !== 'string',
  );
  return broken < 0 ? (value as unknown as Baseline) : `finding ${broken + 1} has no fingerprint`;
}

export interface Held {
  /** What the baseline does not know. */
  readonly report: CheckReport;
  /** Findings left out because it knows them. */
  readonly known: readonly CheckFinding[];
  /** Its entries that nothing matches any more. */
  readonly goneCount: number;
}

/** Removes the findings of the baseline; each of its entries removes one finding. */
export function holdToBaseline(report: CheckReport, baseline: Baseline): Held {
  const left = new Map<string, number>();
  for (const { fingerprint } of baseline.findings) left.set(fingerprint, (left.get(fingerprint) ?? 0) + 1);
  const known: CheckFinding[] = [];
  const fresh = report.findings.filter((finding) => {
    const count = left.get(finding.fingerprint) ?? 0;
    if (count === 0) return true;
    left.set(finding.fingerprint, count - 1);
    known.push(finding);
    return false;
  });
  const goneCount = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { report: { ...report, findings: fresh }, known, goneCount };
}
