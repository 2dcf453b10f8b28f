import { readFileSync } from 'node:fs';

/** VS Code's default. */
const TAB_SIZE = 4;

/**
 * The first place of a word in a file, on a line that holds a text; all count from 1. `seenColumn` has tabs expanded to
 * TAB_SIZE.
 */
export function placeOf(
  file: string,
  word: string,
  onLineWith = '',
): { readonly line: number; readonly column: number; readonly seenColumn: number } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const pattern = new RegExp(`\\b${word}\\b`);
  const index = lines.findIndex((line) => pattern.test(line) && line.includes(onLineWith));
  const text = lines[index];
  if (text === undefined) throw new Error(`${file} does not mention ${word}`);
  const column = text.search(pattern);
  let seen = 0;
  for (const character of text.slice(0, column))
    seen = character === '\t' ? seen - (seen % TAB_SIZE) + TAB_SIZE : seen + 1;
  return { line: index + 1, column: column + 1, seenColumn: seen + 1 };
}
