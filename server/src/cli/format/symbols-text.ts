import type { AskedSymbol, SymbolsReport } from '../../core/analysis/answers/symbols-report.ts';
import { orUnknown, table } from './table.ts';

/** The symbols as nm prints them, with offsets in the set for addresses, then the clashes of names. */
export function symbolsText(report: SymbolsReport): string {
  const { release, symbols, clashes, asked, problems } = report;
  const locals = symbols.filter(({ binding }) => binding === 'local').length;
  const lines = [
    `FreeBSD ${release.name} (${release.osreldate}), ${report.arch} ${report.kernconf}${report.vimage ? '' : ', without VIMAGE'}`,
    `${symbols.length} symbols of virtualized globals, ${symbols.length - locals} global, ${locals} local (static)`,
    '',
    table(
      symbols.map(({ offset, size, binding, symbol, module, file, line }) => [
        orUnknown(offset),
        orUnknown(size),
        binding === 'local' ? 'd' : 'D',
        symbol,
        module ?? '',
        `${file}:${line}`,
      ]),
      new Set([0, 1]),
    ),
  ];
  if (clashes.length > 0) {
    lines.push('', `names used more than once: ${clashes.length}`);
    for (const { message, places } of clashes) {
      lines.push(
        `  ${message}`,
        ...places.map(
          ({ file, line, binding, module }) =>
            `    ${file}:${line} ${binding}${module === null ? '' : `, module ${module}`}`,
        ),
      );
    }
  }
  if (asked.length > 0) {
    const inVain = asked.filter(({ found }) => found === 'missing' || found === 'uncompiled');
    const counts = (['vnet', 'pcpu', 'plain', 'linker', 'module', 'uncompiled', 'missing'] as const)
      .map((found) => [found, asked.filter((one) => one.found === found).length] as const)
      .filter(([, count]) => count > 0);
    lines.push(
      '',
      `programs look up ${asked.length} names: ${counts.map(([found, count]) => `${count} ${WORDS[found]}`).join(', ')}`,
    );
    if (inVain.length > 0) lines.push(table(inVain.map((one) => [`  ${one.file}:${one.line}`, one.name, why(one)])));
  }
  if (problems.length > 0) lines.push('', ...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`));
  return `${lines.join('\n')}\n`;
}

const WORDS: Readonly<Record<AskedSymbol['found'], string>> = {
  vnet: 'virtualized',
  pcpu: 'per-CPU',
  plain: 'plain',
  linker: 'from the linker',
  module: 'in modules',
  uncompiled: 'not in this kernel',
  missing: 'not in the kernel',
};

function why({ found, defined }: AskedSymbol): string {
  const [first] = defined;
  return found === 'missing' || first === undefined
    ? 'the kernel has no such name'
    : `${first.file}:${first.line} is neither in this kernel nor in a module`;
}
