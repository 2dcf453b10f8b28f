import { createTwoFilesPatch } from 'diff';
import type { MigratedFile, MigrationReport } from '../../core/analysis/answers/migrate.ts';

/** One unified diff of all files, as patch -p1 and git apply take it. */
export function migrateDiff(files: readonly MigratedFile[]): string {
  return files
    .map(({ path, before, after }) =>
      createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }).replace(
        /^=+\n/,
        '',
      ),
    )
    .join('');
}

/** Remarks beside the diff, one line each. */
export function migrateSummary(report: MigrationReport, files: number, isWritten: boolean): string {
  const count = report.changes.length;
  const kinds = [...new Set(report.changes.map(({ migration }) => migration))].map(
    (kind) => `${kind} ${report.changes.filter(({ migration }) => migration === kind).length}`,
  );
  const lines = [
    ...report.remarks.map(({ file, line, column, message }) => `${file}:${line}:${column}: by hand: ${message}`),
    count === 0
      ? `nothing to migrate in ${report.filesRead} files`
      : `${count} change${count === 1 ? '' : 's'} (${kinds.join(', ')}) in ${files} file${files === 1 ? '' : 's'}${isWritten ? ', written' : '; --write applies them'}`,
    ...report.needs.map((need) => `the result needs ${need}`),
  ];
  return `${lines.join('\n')}\n`;
}
