import type { Review } from './review.ts';
import { nameOf } from './changed-files.ts';
import type { ReviewLine } from './review-line.ts';
import { reviewBlocks, summaryText } from './review-lines.ts';

/** Lines of one block before "and N more": a comment of a review has to be read. */
const SHOWN = 20;

/**
 * A review as Markdown that GitHub, GitLab and Phabricator's Remarkup show alike: bold, lists and code, no tables, no
 * HTML.
 * @param link where a place is; undefined for a place that cannot be opened
 */
export function reviewMarkdown(
  review: Review,
  link: (file: string, line: number | undefined) => string | undefined = () => undefined,
): string {
  const [main] = review.configurations;
  const lines = [`**vnetscope: ${summaryText(review)}**`];
  const files = review.changed.map(nameOf);
  lines.push(
    '',
    `${review.before} -> ${review.after}, ${files.length} file${files.length === 1 ? '' : 's'}${main === undefined ? '' : `, ${main.arch} ${main.kernconf}`}`,
  );
  for (const { title, head, lines: rows } of reviewBlocks(review)) {
    lines.push('', `**${title}**${head === undefined ? '' : `: ${plain(head)}`}`, '');
    for (const row of rows.slice(0, SHOWN)) lines.push(`- ${item(row, link)}`);
    if (rows.length > SHOWN) lines.push(`- and ${rows.length - SHOWN} more`);
  }
  const notes = [...review.notes, ...review.configurations.flatMap((one) => one.notes)];
  if (notes.length > 0) lines.push('', ...notes.map((note) => `- note: ${plain(note)}`));
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

const WORD = { '+': 'new: ', '-': 'gone: ', '~': 'changed: ', '!': '**look**: ', ' ': '' } as const;

function item(
  { mark, text, file, line }: ReviewLine,
  link: (file: string, line: number | undefined) => string | undefined,
): string {
  const place = file === undefined ? undefined : `${file}${line === undefined ? '' : `:${line}`}`;
  const target = file === undefined ? undefined : link(file, line);
  const shown = place === undefined ? '' : target === undefined ? ` (\`${place}\`)` : ` ([${place}](${target}))`;
  return `${WORD[mark]}${plain(text)}${shown}`;
}

/** Names and operators as code: what is in a code span no Markdown reads as markup, and Remarkup has no backslash. */
function plain(text: string): string {
  return text.replace(/[^\s,;:()`]*[_*[\]<>#|\\/][^\s,;:()`]*/g, (word) =>
    word === '->' || word === '/' ? word : `\`${word}\``,
  );
}
