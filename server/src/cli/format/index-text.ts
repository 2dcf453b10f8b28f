import type { IndexReport } from '../../core/analysis/answers/index-report.ts';
import { table } from './table.ts';

/** One line a definition: where, in which kernel or module, how often used; counts of the rest at the end. */
export function indexText(report: IndexReport): string {
  const rows = report.definitions.map((d) => [
    d.name,
    d.type,
    d.static ? 'static' : '',
    where(d),
    `${d.uses}`,
    `${d.file}:${d.line}`,
  ]);
  const compiled = report.definitions.filter(({ compiledIn }) => compiledIn === true).length;
  const containers = (report.containers ?? []).map(containerText).join('');
  if (report.containers !== undefined && rows.length === 0) return containers;
  return `${containers}${table([['name', 'type', '', 'in', 'uses', 'defined'], ...rows], new Set([4]))}

${report.definitions.length} definitions (${compiled} in the kernel of ${report.arch} ${report.kernconf}), ${report.declarations.length} declarations, ${report.accessors.length} accessors, ${report.sysctls.length} sysctls, ${report.sysinits.length} sysinits
`;
}

/** A container of 2008 or 2009, its members in their order. */
function containerText({ name, size, members, file, line }: NonNullable<IndexReport['containers']>[number]): string {
  const rows = members.map((member) => [
    `${member.offset ?? '?'}`,
    `${member.size ?? '?'}`,
    member.accessor ?? `${member.name}, no accessor`,
    member.type,
    member.defined.map((at) => `${at.file}:${at.line}`).join(' '),
  ]);
  return `struct ${name}: ${size ?? '?'} bytes, ${members.length} members   ${file}:${line}\n${table([['offset', 'size', 'accessor', 'type', 'plain global'], ...rows], new Set([0, 1]))}\n\n`;
}

function where(d: IndexReport['definitions'][number]): string {
  const places = [...(d.compiledIn === true ? ['kernel'] : []), ...d.modules];
  if (places.length > 0) return places.join(' ');
  return d.set === 'set_pcpu' ? 'set_pcpu' : '-';
}
