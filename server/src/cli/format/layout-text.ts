import { grouped } from '../../core/text/amounts.ts';
import type { LayoutModule, LayoutReport } from '../../core/analysis/image/layout-report.ts';
import { orUnknown, table } from './table.ts';

/** The region as a table, one line a variable, problems last. */
export function layoutText(report: LayoutReport): string {
  const { release, section } = report;
  const lines = [`FreeBSD ${release.name} (${release.osreldate}), ${report.arch} ${report.kernconf}`];
  if (report.modules.length > 0) {
    const isTwice = ({ name }: LayoutModule): boolean =>
      report.modules.filter((other) => other.name === name).length > 1;
    const named = (module: LayoutModule): string =>
      module.folder !== undefined && isTwice(module) ? `${module.name} (${module.folder})` : module.name;
    const rows = report.modules.map((module) => [
      named(module),
      orUnknown(module.size),
      orUnknown(module.align),
      module.modspaceOffset === null ? '-' : grouped(module.modspaceOffset),
      module.error ?? '',
    ]);
    lines.push(
      '',
      table([['module', 'size', 'align', 'in modspace', ''], ...rows], new Set([1, 2, 3])),
      ...modspaceLines(report),
    );
  } else {
    const size = section.size === null ? 'size unknown' : `${grouped(section.size)} bytes`;
    const padding = section.paddingBytes === null ? '' : `, ${grouped(section.paddingBytes)} of them padding`;
    lines.push(
      `${section.name}: ${size}, align ${orUnknown(section.align)}${padding}; ${report.variables.length} ${section.name === 'set_pcpu' ? 'DPCPU variables' : 'virtualized globals'} in ${report.objects.length} objects`,
    );
  }
  if (report.variables.length > 0) {
    const rows = report.variables.map((v) => [
      orUnknown(v.offset),
      orUnknown(v.size),
      orUnknown(v.align),
      (v.koBinding ?? v.binding) === 'local' ? 'l' : 'g',
      v.name,
      v.type,
      `${v.file}:${v.line}`,
    ]);
    lines.push('', table([['offset', 'size', 'align', '', 'name', 'type', 'defined'], ...rows], new Set([0, 1, 2])));
  }
  if (report.problems.length > 0)
    lines.push(
      '',
      ...report.problems.map(({ file, line, message }) => `${file}${line > 0 ? `:${line}` : ''}: ${message}`),
    );
  return `${lines.join('\n')}\n`;
}

/** The free space of modspace, and the other modules in it. */
function modspaceLines({ modspace, modules }: LayoutReport): readonly string[] {
  if (modspace === undefined) return [];
  const listed = new Set(modules.map(({ name }) => name));
  const others = modspace.pieces
    .filter(({ module }) => module !== null && !listed.has(module))
    .map(({ module, offset, size }) => `${module ?? ''} at ${grouped(offset)}, ${grouped(size)} bytes`);
  return [
    '',
    `modspace: ${grouped(modspace.size)} bytes; ${grouped(modspace.used)} used, ${grouped(modspace.free)} free${modspace.free === modspace.largestFree ? '' : `, ${grouped(modspace.largestFree)} of them in one piece`}`,
    ...(others.length === 0 ? [] : [`loaded for others: ${others.join('; ')}`]),
  ];
}
