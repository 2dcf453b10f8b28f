import type { KernconfReport } from '../../core/kernel/kernconf-report.ts';
import { table } from './table.ts';

export function kernconfText(report: KernconfReport): string {
  const options = Object.entries(report.options).map(
    ([name, value]) => `  ${name}${value === '1' || value === '' ? '' : `=${value}`}`,
  );
  const objects = table(
    report.objects.map(({ object, source, order }) => [`  ${order}`, object, source]),
    new Set([0]),
  );
  const problems = report.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  return `${[`${report.kernconf} (ident ${report.ident}), machine ${report.machine} ${report.machineArch}`, '', 'options', ...options, '', 'objects', objects, ...(problems.length > 0 ? ['', ...problems] : [])].join('\n')}\n`;
}
