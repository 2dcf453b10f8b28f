import { grouped } from '../../core/text/amounts.ts';
import {
  keptReport,
  type KeptMember,
  type KeptRemoval,
  type KeptReport,
} from '../../core/analysis/layouts/kept-report.ts';
import { EXIT_OK, type CommonOptions, type Terminal } from '../command.ts';
import { CompatMeasurer, requests, scopeOf } from '../compat-measure.ts';
import { filesSide } from '../compat-side.ts';

/** Members and constants that nothing in the tree uses any more, and what removing each would move. */
export function compatKept(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  const side = filesSide('kept', words, options);
  const measurer = new CompatMeasurer(options, terminal);
  const scope = scopeOf(options);
  const report = keptReport(requests(options).map((request) => measurer.measure(side, request, scope)));
  measurer.save();
  terminal.out(
    options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : text(report, options.own['all'] === true),
  );
  return EXIT_OK;
}

function text({ filesScanned, hasUserland, members, constants }: KeptReport, showsAll: boolean): string {
  const kernels = members.filter(({ audience }) => audience !== 'user');
  const programs = members.filter(({ audience }) => audience === 'user');
  const lines = [
    `named nowhere in the ${grouped(filesScanned)} files of this tree${hasUserland ? '' : ' (kernel only: programs were not searched)'}:`,
    ...kernels.flatMap(memberLines),
  ];
  if (showsAll)
    lines.push(
      '',
      'programs outside the tree may name these:',
      ...programs.flatMap(memberLines),
      '',
      `constants: ${constants.map(({ name, value }) => `${name} (${value})`).join(', ')}`,
    );
  else
    lines.push(
      '',
      `and ${programs.length} members and ${constants.length} constants that programs outside the tree may name; --all shows them`,
    );
  return `${lines.join('\n')}\n`;
}

function memberLines({
  record,
  member,
  type,
  file,
  line,
  reason,
  disabledAt,
  pastedAt,
  positionalAt,
  removal,
}: KeptMember): string[] {
  const lines = [
    `${record}: ${member} (${type})  ${file.replace(/^sys\//, '')}:${line}${reason === null ? '' : `  kept: ${reason}`}`,
  ];
  if (disabledAt !== null) lines.push(`  named in #if 0 at ${disabledAt}`);
  if (pastedAt !== null) lines.push(`  a macro may paste the name: ${pastedAt}`);
  if (positionalAt !== null) lines.push(`  ${positionalAt} initializes by position`);
  // Machines with the same effect share one line.
  const byEffect = new Map<string, string[]>();
  for (const one of removal) byEffect.set(effect(one), [...(byEffect.get(effect(one)) ?? []), one.arch]);
  for (const [what, archs] of byEffect) lines.push(`  without it, ${archs.join(', ')}: ${what}`);
  return lines;
}

function effect({ sizeBefore, sizeAfter, moves }: KeptRemoval): string {
  const by = [...new Set(moves.map(({ fromBits, toBits }) => toBits - fromBits))]
    .sort((a, b) => a - b)
    .map((bits) => (bits % 8 === 0 ? String(bits / 8) : `${bits} bits`));
  const [first] = moves;
  const moved =
    first === undefined
      ? 'nothing moves'
      : `${moves.length === 1 ? `${first.member} moves` : `${moves.length} members from ${first.member} on move`} by ${by.join(', ')}`;
  return `${moved}; ${sizeBefore === sizeAfter ? `${sizeBefore} bytes as before` : `${sizeBefore} -> ${sizeAfter} bytes`}`;
}
