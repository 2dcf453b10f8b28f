import type { CheckFinding, CheckReport } from './check.ts';

/** The report on a tree under one configuration. */
export interface ConfiguredReport {
  readonly kernconf: string;
  readonly report: CheckReport;
}

/**
 * One report on a tree under several configurations, each finding once, with the configurations that have it. What it
 * says is what the first of these says. The first configuration should be the one that most people compile.
 * @param reports one at least
 */
export function joinReports(reports: readonly [ConfiguredReport, ...ConfiguredReport[]]): CheckReport {
  const [{ report: first }] = reports;
  return {
    ...first,
    kernconfs: reports.map(({ kernconf }) => kernconf),
    filesChecked: Math.max(...reports.map(({ report }) => report.filesChecked)),
    findings: joined(reports, ({ findings }) => findings),
    ignored: joined(reports, ({ ignored }) => ignored),
  };
}

function joined<Found extends CheckFinding>(
  reports: readonly ConfiguredReport[],
  of: (report: CheckReport) => readonly Found[],
): readonly Found[] {
  const all = new Map<string, { readonly finding: Found; readonly kernconfs: string[] }>();
  for (const { kernconf, report } of reports) {
    const seen = new Map<string, number>();
    for (const finding of of(report)) {
      const { rule, file, line, column, endLine, endColumn } = finding;
      const place = JSON.stringify([file, line, column, endLine, endColumn, rule]);
      // Messages may name sizes, which differ: two findings of a rule at one place are told apart by their order.
      const count = seen.get(place) ?? 0;
      seen.set(place, count + 1);
      const key = `${place} ${count}`;
      const known = all.get(key);
      if (known === undefined) all.set(key, { finding, kernconfs: [kernconf] });
      else known.kernconfs.push(kernconf);
    }
  }
  return [...all.values()].map(({ finding, kernconfs }) => ({ ...finding, kernconfs })).sort(byPlace);
}

function byPlace(a: CheckFinding, b: CheckFinding): number {
  return a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
}
