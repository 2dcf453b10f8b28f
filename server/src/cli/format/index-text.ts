import type { IndexReport } from '../../core/analysis/index-report.ts';
import { table } from './table.ts';

/** One line a definition: where, in which kernel or module, how often used; counts of the rest at the end. */
export function indexText(report: IndexReport): string {
  const rows = report.definitions.map((d) => [d.name, d.type, d.static ? 'static' : '', where(d), `${d.uses}`, `${d.file}:${d.line}`]);
  const compiled = report.definitions.filter(({ compiledIn }) => compiledIn === true).length;
  return `${table([['name', 'type', '', 'in', 'uses', 'defined'], ...rows], new Set([4]))}

${report.definitions.length} definitions (${compiled} in the kernel of ${report.arch} ${report.kernconf}), ${report.declarations.length} declarations, ${report.accessors.length} accessors, ${report.sysctls.length} sysctls, ${report.sysinits.length} sysinits
`;
}

function where(d: IndexReport['definitions'][number]): string {
  const places = [...(d.compiledIn === true ? ['kernel'] : []), ...d.modules];
  if (places.length > 0) return places.join(' ');
  return d.set === 'set_pcpu' ? 'set_pcpu' : '-';
}
