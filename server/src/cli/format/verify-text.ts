import { grouped } from '../../core/text/amounts.ts';
import type { VerifiedImage, VerifyDifference, VerifyReport } from '../../core/analysis/verify/verify.ts';
import { orUnknown, table } from './table.ts';

const NAMES_SHOWN = 8;
const ROWS_SHOWN = 40;

const LIKELIER = {
  configuration: 'probably wrong: the configuration that was asked for',
  source: 'probably wrong: the source tree',
  toolchain: 'probable cause: another compiler or linker',
  prediction: 'probably wrong: the prediction',
} as const;

/** One paragraph a file: the verdict, the causes, the rows that differ. */
export function verifyText(report: VerifyReport): string {
  const lines = [`FreeBSD ${report.release.name} (${report.release.osreldate}), ${report.arch} ${report.kernconf}`];
  for (const image of report.images) lines.push('', ...imageLines(image));
  return `${lines.join('\n')}\n`;
}

function imageLines(image: VerifiedImage): string[] {
  const { rows, section, build } = image;
  const lines = [
    `${image.file}${image.module === null ? '' : ` (module ${image.module})`}: ${rows.equal} of ${rows.compared} rows equal, section ${section.equal ? 'equal' : 'differs'}`,
    `  built as ${[`${build.kind} for ${build.machine}`, build.osreldate === null ? '' : `__FreeBSD_version ${build.osreldate}`, build.compiler ?? 'compiler not named', build.types === null ? 'no debugging information' : `types from ${build.types}`].filter((word) => word !== '').join('; ')}`,
  ];
  if (!section.equal)
    lines.push(`  set_vnet: predicted ${sectionText(section.predicted)}; found ${sectionText(section.found)}`);
  lines.push(...image.notes.map((note) => `  note: ${note}`));
  if (image.options.length > 0)
    lines.push(`  the build's options that differ from the prediction's: ${someOf(image.options)}`);
  for (const { likelier, why, rows: names } of image.causes)
    lines.push(
      '',
      `  ${LIKELIER[likelier]}`,
      `    ${why}`,
      `    ${names.length} ${names.length === 1 ? 'row' : 'rows'}: ${someOf(names)}`,
    );
  if (image.differences.length > 0) lines.push('', ...differenceTable(image.differences));
  return lines;
}

function sectionText(section: { readonly size: number | bigint | null; readonly align: number | null } | null): string {
  return section === null
    ? 'none'
    : `${section.size === null ? '?' : grouped(section.size)} bytes, align ${orUnknown(section.align)}`;
}

/** The rows that differ by themselves; rows that only follow from them are counted. */
function differenceTable(differences: readonly VerifyDifference[]): string[] {
  const own = differences.filter(({ kind }) => kind !== 'follows');
  const shown = own.slice(0, ROWS_SHOWN);
  const rows = shown.map(({ kind, name, file, predicted, found }) => [
    `  ${kind}`,
    place(predicted),
    place(found),
    name,
    file ?? '',
  ]);
  const more = own.length - shown.length;
  const following = differences.length - own.length;
  return [
    table([['  ', 'predicted', 'found', 'name', 'file'], ...rows], new Set([1, 2])),
    ...(more > 0 ? [`  and ${more} more: --format json lists them all`] : []),
    ...(following > 0
      ? [
          `  ${following} further ${following === 1 ? 'row is' : 'rows are'} where these put ${following === 1 ? 'it' : 'them'}`,
        ]
      : []),
  ];
}

function place(row: { readonly offset: number | bigint | null; readonly size: number | bigint | null } | null): string {
  return row === null ? '-' : `${orUnknown(row.offset)} +${orUnknown(row.size)}`;
}

function someOf(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
