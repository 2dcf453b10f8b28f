import { grouped } from '../../core/text/amounts.ts';
import type { LayoutVariable } from '../../core/analysis/image/layout-report.ts';
import type { TreeReport } from '../../core/analysis/answers/tree-report.ts';
import { checkText } from './check-text.ts';
import { table } from './table.ts';

const LARGEST_SHOWN = 8;
const PAGE_BYTES = 4096;

/** What `npm start` prints. `asked` is the tree as the user named it, for the suggested commands. */
export function reportText(report: TreeReport, root: string, asked: string): string {
  const { layout, counts, check } = report;
  const { section, release } = layout;
  const lines = [
    `FreeBSD ${release.name} (${release.osreldate}), ${layout.arch} ${layout.kernconf}   ${root}`,
    '',
    `tree       ${counts.definitions} VNET and DPCPU definitions, ${counts.accessors} accessors, ${counts.sysctls} sysctls on them, ${counts.sysinits} vnet sysinits and sysuninits, in ${counts.files} files`,
    section.size === null || !layout.vimage
      ? `set_vnet   ${layout.vimage ? 'size unknown' : 'none: this configuration has no options VIMAGE'}`
      : `set_vnet   ${grouped(section.size)} bytes, ${Math.ceil(Number(section.size) / PAGE_BYTES)} pages of ${PAGE_BYTES} in every vnet; ${layout.variables.length} virtualized globals in ${layout.objects.length} objects, ${section.paddingBytes ?? '?'} bytes of padding`,
  ];
  const largest = layout.variables
    .filter((v): v is LayoutVariable & { size: number | bigint } => v.size !== null)
    .sort((a, b) => (a.size < b.size ? 1 : a.size > b.size ? -1 : 0))
    .slice(0, LARGEST_SHOWN);
  if (largest.length > 0) {
    lines.push(
      '',
      'largest',
      table(
        largest.map((v) => [
          `  ${grouped(v.size)}`,
          `at ${v.offset === null ? '?' : grouped(v.offset)}`,
          v.name,
          v.type,
          `${v.file}:${v.line}`,
        ]),
        new Set([0]),
      ),
    );
  }
  if (layout.problems.length > 0) {
    lines.push(
      '',
      'not understood',
      ...layout.problems
        .slice(0, LARGEST_SHOWN)
        .map(({ file, line, message }) => `  ${file}${line > 0 ? `:${line}` : ''}: ${message}`),
    );
    if (layout.problems.length > LARGEST_SHOWN)
      lines.push(`  and ${layout.problems.length - LARGEST_SHOWN} more: vnetscope layout shows them all`);
  }
  lines.push(
    '',
    'findings',
    ...checkText(check)
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  );
  const tree = asked === '' ? '' : ` ${asked}`;
  const command = 'node server/bin/vnetscope.js';
  lines.push(
    '',
    'next',
    table([
      [`  ${command} layout${tree}`, 'every variable with its offset'],
      [`  ${command} record 'struct inpcbinfo'${tree}`, 'a record with its holes'],
      [
        `  ${command} check --explain ${check.findings[0]?.rule ?? 'sysctl-missing-vnet-flag'}`,
        'why a finding matters',
      ],
      [`  npm run workbench${asked === '' ? '' : ` -- ${asked}`}`, 'the editor with the extension'],
    ]),
  );
  return `${lines.join('\n')}\n`;
}
