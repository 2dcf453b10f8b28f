import type { MacroFlow } from './source-head.ts';
import { wordArguments } from './word-arguments.ts';

/** A subsystem's words for another's nest two or three levels. */
const MOST_LEVELS = 6;

/** What is longer than this is no alias any more. */
const MOST_WORDS = 200;

/**
 * Words with the macros in them replaced, as far as each has one meaning; `isStop` names those that stay as they are.
 * The same words where there is nothing to replace.
 */
export function expandedWords(
  words: readonly string[],
  definitions: (name: string) => readonly MacroFlow[],
  isStop: (word: string) => boolean,
  level = 0,
): readonly string[] {
  if (level > MOST_LEVELS || words.length > MOST_WORDS) return words;
  const found: string[] = [];
  let isChanged = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const macro =
      /^[A-Za-z_]/.test(word) && !isStop(word) && words[i - 1] !== '.' && words[i - 1] !== '->'
        ? only(definitions(word))
        : undefined;
    const call = macro?.parameters !== undefined && words[i + 1] === '(' ? wordArguments(words, i + 1) : undefined;
    if (macro === undefined || (macro.parameters !== undefined && call === undefined) || macro.words.includes(word)) {
      found.push(word);
      continue;
    }
    isChanged = true;
    found.push(...pasted(macro, call?.arguments ?? []));
    if (call !== undefined) i = call.close;
  }
  return isChanged ? expandedWords(found, definitions, isStop, level + 1) : words;
}

/** Several definitions that say the same are one. */
function only(macros: readonly MacroFlow[]): MacroFlow | undefined {
  const [first, ...others] = macros;
  return others.every((other) => other.words.join(' ') === first?.words.join(' ')) ? first : undefined;
}

/** The replacement with its arguments in it, ## done. */
function pasted({ words, parameters }: MacroFlow, args: readonly (readonly string[])[]): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '##') {
      const left = found.pop() ?? '';
      const [next = '', ...rest] = argument(words[i + 1] ?? '', parameters, args);
      found.push(left + next, ...rest);
      i++;
    } else found.push(...argument(word, parameters, args));
  }
  return found;
}

function argument(
  word: string,
  parameters: readonly string[] | undefined,
  args: readonly (readonly string[])[],
): readonly string[] {
  const index = parameters?.indexOf(word) ?? -1;
  return index < 0 ? [word] : (args[index] ?? []);
}
