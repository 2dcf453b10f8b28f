import { styleText } from 'node:util';
import { nameOf } from '../../core/analysis/review/changed-files.ts';
import type { ReviewLine } from '../../core/analysis/review/review-line.ts';
import { reviewBlocks, summaryText } from '../../core/analysis/review/review-lines.ts';
import type { Review } from '../../core/analysis/review/review.ts';

/** Lines of one block before "and N more": the whole answer fits on one screen. */
const SHOWN = 6;

/** A review on one screen: the verdict first, then a block for each thing that changed. */
export function reviewText(review: Review, showsAll: boolean): string {
  const [main] = review.configurations;
  const files = review.changed.map(nameOf);
  const machine = main === undefined ? '' : `, ${main.arch} ${[main.kernconf, ...main.options].join(' ')}`;
  const what = files.length === 0 ? '' : files.length === 1 ? `: ${files[0] ?? ''}` : `: ${files.length} files`;
  const lines = [summaryText(review), `${review.before} -> ${review.after}${what}${machine}`];
  for (const { title, head, lines: rows } of reviewBlocks(review)) {
    lines.push('', head === undefined ? title : `${title}: ${head}`);
    const shown = showsAll ? rows : rows.slice(0, SHOWN);
    lines.push(...shown.map((row) => rowText(row, showsAll)));
    if (shown.length < rows.length) lines.push(`    and ${rows.length - shown.length} more; --all shows them`);
  }
  const notes = [...review.notes, ...review.configurations.flatMap((one) => one.notes)];
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  return `${lines.join('\n')}\n`;
}

function rowText({ mark, text, file, line, help }: ReviewLine, showsHelp: boolean): string {
  const place = file === undefined ? '' : `${file.replace(/^sys\//, '')}${line === undefined ? '' : `:${line}`}: `;
  return `  ${mark} ${place}${text}${showsHelp && help !== undefined ? `\n      ${help}` : ''}`;
}

const COLORS = { '+': 'green', '-': 'red', '!': 'yellow', '~': 'cyan' } as const;

/** The same on a screen that shows colours. */
export function coloredReview(text: string): string {
  return text
    .split('\n')
    .map((line, i) => {
      if (i === 0) return styleText('bold', line);
      const mark = /^ {2}([-+!~]) /.exec(line)?.[1] as keyof typeof COLORS | undefined;
      if (mark !== undefined) return `  ${styleText(COLORS[mark], mark)}${line.slice(3)}`;
      return /^\w/.test(line) && i > 1 ? styleText('bold', line) : line;
    })
    .join('\n');
}
