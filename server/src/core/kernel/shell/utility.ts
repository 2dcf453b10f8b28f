import { NotUnderstood } from './not-understood.ts';
import { addTo } from '../../collections/multimap.ts';

/** The files that a script and its programs see; none of them comes from the host. */
export interface UtilityFiles {
  /**
   * Undefined if it does not exist.
   * @throws NotUnderstood if that is unknown
   */
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Names in a folder as "a.h" and "sub/"; empty if it does not exist. */
  list(folder: string): readonly string[];
}

/**
 * A program: its operands, its standard input, and its output.
 * @throws NotUnderstood for an option that it lacks
 */
export type Utility = (
  operands: readonly string[],
  input: string,
  files: UtilityFiles,
) => { readonly status: number; readonly output: string };

export interface Options {
  /** Letters given, each once. */
  readonly given: ReadonlySet<string>;
  /** Arguments of the letters that take one, in their order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/** getopt(3): `letters` as there, "ne:f:". @throws NotUnderstood for any other letter */
export function readOptions(name: string, words: readonly string[], letters: string): Options {
  const given = new Set<string>();
  const values = new Map<string, string[]>();
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] ?? '';
      const known = letters.indexOf(letter);
      if (known < 0 || letter === ':') throw new NotUnderstood(`${name} -${letter}`);
      given.add(letter);
      if (letters[known + 1] !== ':') continue;
      const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
      if (value === undefined) throw new NotUnderstood(`${name} -${letter} without its argument`);
      addTo(values, letter, value);
      break;
    }
  }
  return { given, values, operands: words.slice(at) };
}

/**
 * The input of a program: the named files, or standard input for "-" or without files. `status` is 1 if a file does not
 * exist.
 */
export function inputOf(
  paths: readonly string[],
  input: string,
  files: UtilityFiles,
): { readonly text: string; readonly status: number } {
  const texts = (paths.length === 0 ? ['-'] : paths).map((path) =>
    path === '-' ? input : path === '/dev/null' ? '' : files.read(path),
  );
  return { text: texts.map((text) => text ?? '').join(''), status: texts.includes(undefined) ? 1 : 0 };
}

/**
 * The text of a file that a program needs.
 * @throws NotUnderstood if it does not exist
 */
export function scriptOf(path: string, files: UtilityFiles): string {
  const text = files.read(path);
  if (text === undefined) throw new NotUnderstood(`${path}, which does not exist,`);
  return text;
}

/** Lines without their ends, including a last line without a newline. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
