import { readFileSync } from 'node:fs';

/** The first place of a word in a file, on a line that holds a text; both count from 1. */
export function placeOf(file: string, word: string, onLineWith = ''): { readonly line: number; readonly column: number } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const pattern = new RegExp(`\\b${word}\\b`);
  const index = lines.findIndex((line) => pattern.test(line) && line.includes(onLineWith));
  const text = lines[index];
  if (text === undefined) throw new Error(`${file} does not mention ${word}`);
  return { line: index + 1, column: text.search(pattern) + 1 };
}
